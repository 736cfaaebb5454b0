import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { explain } from '@/kernel/api/problem';
import { useProfile } from '@/kernel/auth/session';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { dropLogo, keepLogo, readLogo, Unreadable } from './logo';

const KEY = ['company', 'logo'];

/** The mark that stands on the company's papers. */
export function LogoCard() {
  const client = useQueryClient();
  const { tenant } = useProfile();
  const offline = useConnection().state === 'offline';
  const chooser = useRef<HTMLInputElement>(null);
  const query = useQuery({ queryKey: KEY, queryFn: readLogo, staleTime: 3_600_000 });
  const failed = (error: unknown) => void toast(error instanceof Unreadable ? t('logo.unreadable') : explain(error).title, { bad: true });
  const keep = useMutation({
    mutationFn: keepLogo,
    onSuccess: (kept) => {
      client.setQueryData(KEY, kept);
      toast(t('logo.kept'));
    },
    onError: failed,
  });
  const drop = useMutation({
    mutationFn: dropLogo,
    onSuccess: () => {
      client.setQueryData(KEY, null);
      toast(t('logo.removed'));
    },
    onError: failed,
  });
  return (
    <Card title={t('logo.title')}>
      <div className="stack">
        <Loaded query={query} skeleton={<Skeleton height={96} />}>
          {(logo) => (
            <>
              {logo ? <Picture logo={logo} name={t('logo.image', { name: tenant.name })} /> : <p>{t('logo.none')}</p>}
              <p className="soft">{t('logo.hint')}</p>
              <div className="row wrap">
                <Button look="second" icon="upload" busy={keep.isPending} disabled={offline} onClick={() => chooser.current?.click()}>
                  {logo ? t('logo.change') : t('logo.choose')}
                </Button>
                {logo && (
                  <Button look="bad-plain" icon="trash" busy={drop.isPending} disabled={offline} onClick={() => drop.mutate()}>
                    {t('logo.remove')}
                  </Button>
                )}
              </div>
            </>
          )}
        </Loaded>
        <input
          ref={chooser}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/webp"
          aria-label={t('logo.choose')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) keep.mutate(file);
          }}
        />
      </div>
    </Card>
  );
}

function Picture({ logo, name }: { logo: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(logo);
    image.current!.src = address;
    return () => URL.revokeObjectURL(address);
  }, [logo]);
  return (
    <div className="company-logo">
      <img ref={image} alt={name} />
    </div>
  );
}
