import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain, Problem } from '@/kernel/api/problem';
import type { RequestDetail, Urgency } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { currencySign, money } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { mirrorRow, type Operation } from '@/kernel/offline';
import { requestsChanged } from '@/entities/request/live';
import { CustomerPicker } from '@/entities/customer/CustomerPicker';
import type { CustomerRow } from '@/entities/customer/offline';
import { URGENCIES } from '@/entities/request/words';
import { useServices } from '@/entities/service/reads';
import { ServiceSelect } from '@/entities/service/ServiceSelect';
import { useZones } from '@/entities/zone/reads';
import { ZoneOptions } from '@/entities/zone/ZoneOptions';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, Choices, NumberField, SelectField, TextArea, TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { EmptyState, FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { blank, bodyOf, errorsOf, valuesOf, type Asked, type Values } from './newRequest';
import { isOnlyHere, openRequest } from './offline';
import { sendPhoto } from './photos';

type Props = {
  /** A request that waits here and was refused. */
  corrects?: Operation;
  mayCreateCustomer: boolean;
  mayWriteServices: boolean;
  /** Null while it is on this phone alone. */
  onMade: (id: string | null) => void;
};

/** How long somebody on the telephone waits for a network: what may have arrived all the same is not made twice. */
const PATIENCE_MS = 6_000;

/** What a client asks for on the telephone, written down while they speak, with a network or without. */
export function NewRequest({ corrects, mayCreateCustomer, mayWriteServices, onMade }: Props) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const services = useServices();
  const zones = useZones();
  const before = corrects?.payload as Asked | undefined;
  // The same id for every try: a request whose answer was lost is not made twice.
  const [id] = useState(() => before?.id ?? newId());
  const [customer, setCustomer] = useState(before?.customer_id ? { id: before.customer_id, name: before.client_name } : null);
  const [photos, setPhotos] = useState<File[]>([]);
  const chooser = useRef<HTMLInputElement>(null);
  const form = useForm<Values>(before ? valuesOf(before) : blank(), errorsOf, corrects?.last_error ? new Problem(corrects.last_error.status, { ...corrects.last_error }) : null);
  const { values, set, bind } = form;
  const chosen = services?.find((service) => service.id === values.service);
  const base = chosen?.base_price ?? null;

  const choose = (chosen: { id: string; name: string } | null) => {
    setCustomer(chosen);
    if (!chosen) return;
    set('name', chosen.name);
    const phone = mirrorRow<CustomerRow>('customer', chosen.id)?.phone;
    if (phone) set('phone', phone);
  };

  /** Whether it has reached the server; else it is safe on this phone, and goes by itself. */
  const open = async (now: Values): Promise<boolean> => {
    const body = bodyOf(now, { id, customer: customer?.id ?? null });
    if (!corrects && !offline && !isOnlyHere(body.customer_id)) {
      const patience = AbortSignal.timeout(PATIENCE_MS);
      try {
        await take(plain<RequestDetail>('POST', '/api/v1/requests', { body, signal: patience }));
        return true;
      } catch (error) {
        if (!patience.aborted && !(error instanceof Problem && error.passing)) throw error;
      }
    }
    await openRequest(body, chosen?.name ?? '', corrects);
    return false;
  };

  const send = async () => {
    let arrived = false;
    const done = await form.submit(async (now) => {
      arrived = await open(now);
    });
    if (!done) return;
    if (!arrived) {
      toast(t(photos.length ? 'requests.kept_without_photos' : 'requests.kept'));
      return onMade(null);
    }
    try {
      for (const photo of photos) await sendPhoto(id, photo, 'problem');
    } catch (error) {
      toast(t('requests.photos_failed', { reason: explain(error).title }), { bad: true });
    }
    await requestsChanged(client);
    toast(t('requests.made'));
    onMade(id);
  };

  if (services?.length === 0) {
    return (
      <Card>
        <EmptyState icon="wrench" title={t('services.none')} text={t('requests.needs_service')}>
          {mayWriteServices && (
            <ButtonLink to="/services" icon="plus">
              {t('services.new')}
            </ButtonLink>
          )}
        </EmptyState>
      </Card>
    );
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormError error={form.problem} />
      <div className="columns">
        <div className="stack">
          <Card title={t('requests.what')}>
            <div className="stack">
              <ServiceSelect label={t('requests.service')} {...bind('service')} />
              {base !== null && <p className="soft">{t('requests.from_price', { amount: money(base) })}</p>}
              <Choices<Urgency>
                label={t('requests.urgency')}
                name="urgency"
                value={values.urgency}
                onChange={(urgency) => set('urgency', urgency)}
                choices={URGENCIES.map((value) => ({ value, label: t(`requests.urgency.${value}`), hint: t(`requests.urgency_hint.${value}`) }))}
              />
              <TextArea label={t('requests.description')} optional maxLength={2000} hint={t('requests.description_hint')} {...bind('description')} />
            </div>
          </Card>
          <Card title={t('requests.where')}>
            <div className="stack">
              <SelectField label={t('requests.zone')} {...bind('zone')}>
                <option value="">{t('requests.zone_unknown')}</option>
                <ZoneOptions zones={zones} chosen={values.zone} />
              </SelectField>
              <TextField label={t('requests.landmark')} optional={values.zone !== ''} maxLength={300} autoComplete="off" hint={t('requests.landmark_hint')} {...bind('landmark')} />
            </div>
          </Card>
        </div>
        <div className="stack">
          <Card title={t('requests.client')}>
            <div className="stack">
              <CustomerPicker chosen={customer} onChange={choose} mayCreate={mayCreateCustomer} />
              <TextField label={t('field.name')} maxLength={120} autoComplete="off" {...bind('name')} />
              <TextField label={t('field.phone')} optional type="tel" maxLength={30} autoComplete="off" hint={t('requests.phone_hint')} {...bind('phone')} />
              <SelectField label={t('requests.language')} {...bind('language')}>
                <option value="fr">{t('language.fr')}</option>
                <option value="en">{t('language.en')}</option>
              </SelectField>
            </div>
          </Card>
          <Card title={t('requests.when')}>
            <div className="stack">
              <Check label={t('requests.as_soon')} checked={values.soon} onChange={(event) => set('soon', event.target.checked)} />
              {!values.soon && (
                <div className="two">
                  <TextField label={t('requests.from')} type="datetime-local" {...bind('from')} />
                  <TextField label={t('requests.until')} type="datetime-local" optional {...bind('until')} />
                </div>
              )}
              <NumberField label={t('requests.budget')} optional suffix={currencySign()} {...bind('budget')} />
            </div>
          </Card>
          <Card title={t('requests.photos')}>
            <div className="stack">
              {photos.length > 0 && (
                <ul className="picked">
                  {photos.map((photo, index) => (
                    <li key={`${photo.name}-${photo.lastModified}`}>
                      <span className="grow clip">{photo.name}</span>
                      <button type="button" className="icon-button" aria-label={t('requests.drop_photo', { name: photo.name })} onClick={() => setPhotos(photos.filter((_, place) => place !== index))}>
                        <Icon name="close" />
                      </button>
                    </li>
                  ))}
                </ul>
              )}
              <div className="row">
                <Button look="second" icon="upload" disabled={offline} onClick={() => chooser.current?.click()}>
                  {t('requests.add_photo')}
                </Button>
                <input
                  ref={chooser}
                  type="file"
                  hidden
                  multiple
                  accept="image/*"
                  aria-label={t('requests.add_photo')}
                  onChange={(event) => {
                    setPhotos([...photos, ...(event.target.files ?? [])].slice(0, 6));
                    event.target.value = '';
                  }}
                />
              </div>
            </div>
          </Card>
        </div>
      </div>
      {offline && <p className="soft">{t('requests.offline_text')}</p>}
      <div className="row">
        <Button type="submit" icon="check" busy={form.busy}>
          {t('requests.open')}
        </Button>
      </div>
    </form>
  );
}
