import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keepPicture, usePicture } from '@/kernel/api/picture';
import { explain } from '@/kernel/api/problem';
import type { Certificate, ProviderDetail } from '@/kernel/api/services';
import { day, tenantDay } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { shrunk, UnreadablePicture } from '@/kernel/picture';
import { Button, IconButton } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { providersChanged, useChange } from './reads';

/** Papers that say what somebody has learned, with a picture of each. */
export function CertificatesCard({ provider, mayWrite }: { provider: ProviderDetail; mayWrite: boolean }) {
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Certificate | null>(null);
  return (
    <Card
      title={t('providers.certificates')}
      aside={
        mayWrite && (
          <Button look="plain" small icon="plus" onClick={() => setAdding(true)}>
            {t('providers.add_certificate')}
          </Button>
        )
      }
    >
      {provider.certificates.length ? (
        <ul className="list">
          {provider.certificates.map((certificate) => (
            <CertificateRow key={certificate.id} providerId={provider.id} certificate={certificate} mayWrite={mayWrite} onShow={() => setShown(certificate)} />
          ))}
        </ul>
      ) : (
        <p className="soft">{t('providers.no_certificate')}</p>
      )}
      {adding && <CertificateDialog id={provider.id} onClose={() => setAdding(false)} />}
      {shown && (
        <Dialog title={shown.name} onClose={() => setShown(null)}>
          <Paper path={`/api/v1/providers/${provider.id}/certificates/${shown.id}/file`} name={shown.name} />
        </Dialog>
      )}
    </Card>
  );
}

function CertificateRow({ providerId, certificate, mayWrite, onShow }: { providerId: string; certificate: Certificate; mayWrite: boolean; onShow: () => void }) {
  const { id, name, issuer, issued_on, expires_on, has_file } = certificate;
  const client = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const path = `/providers/${providerId}/certificates/${id}`;
  const drop = useChange('providers');
  const keep = useMutation({
    mutationFn: async (file: File) => keepPicture(`/api/v1${path}/file`, await shrunk(file, { side: 1600, bytes: 400_000 })),
    onSuccess: () => {
      toast(t('providers.saved'));
      void providersChanged(client);
    },
    onError: (error) => toast(error instanceof UnreadablePicture ? t('requests.photo_unreadable') : explain(error).title, { bad: true }),
  });
  return (
    <li className="row wrap">
      <span className="grow">
        <span className="strong">{name}</span>
        <span className="soft"> {[issuer, issued_on && day(issued_on, 'month'), expires_on && t('providers.expires', { day: day(expires_on, 'day') })].filter(Boolean).join(' · ')}</span>
      </span>
      {expires_on && expires_on < tenantDay() && <Pill tone="danger">{t('providers.expired')}</Pill>}
      {has_file && <IconButton icon="eye" label={t('providers.see_certificate', { name })} onClick={onShow} />}
      {mayWrite && (
        <>
          <IconButton icon="upload" label={t('providers.certificate_file', { name })} disabled={keep.isPending} onClick={() => chooser.current?.click()} />
          <IconButton icon="trash" label={t('providers.drop_certificate', { name })} onClick={() => drop.mutate({ path, method: 'DELETE', done: 'providers.certificate_dropped' })} />
          <input
            ref={chooser}
            type="file"
            hidden
            accept="image/*"
            aria-label={t('providers.certificate_file', { name })}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) keep.mutate(file);
            }}
          />
        </>
      )}
    </li>
  );
}

function Paper({ path, name }: { path: string; name: string }) {
  const { image, blob, failed } = usePicture(path);
  if (failed || blob === null) return <p className="soft">{t('requests.photo_missing')}</p>;
  return (
    <>
      {!blob && <Skeleton height={240} />}
      <img ref={image} hidden={!blob} className="whole" alt={name} />
    </>
  );
}

function CertificateDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const save = useChange('providers');
  const form = useForm({ name: '', issuer: '', issued_on: '', expires_on: '' }, ({ name, issued_on, expires_on }) => ({
    name: name.trim() ? undefined : t('check.required'),
    expires_on: expires_on && issued_on && expires_on < issued_on ? t('requests.check_until') : undefined,
  }));
  const send = async () => {
    const done = await form.submit(({ name, issuer, issued_on, expires_on }) =>
      save.mutateAsync({
        path: `/providers/${id}/certificates`,
        method: 'POST',
        body: { id: newId(), name: name.trim(), issuer: issuer.trim() || null, issued_on: issued_on || null, expires_on: expires_on || null },
      }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={t('providers.add_certificate')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <TextField label={t('field.name')} maxLength={120} autoComplete="off" {...form.bind('name')} />
        <TextField label={t('providers.issuer')} optional maxLength={200} autoComplete="off" {...form.bind('issuer')} />
        <div className="two">
          <TextField label={t('providers.issued_on')} optional type="date" {...form.bind('issued_on')} />
          <TextField label={t('providers.expires_on')} optional type="date" {...form.bind('expires_on')} />
        </div>
      </div>
    </Dialog>
  );
}
