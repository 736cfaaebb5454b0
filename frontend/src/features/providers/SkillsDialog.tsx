import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProviderDetail } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { servicesQuery } from '@/entities/service/reads';
import { byCity, zonesQuery } from '@/entities/zone/reads';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField } from '@/ui/Field';
import { useChange } from './reads';
import { Ticks } from './Ticks';

type Props = { provider: ProviderDetail; onClose: () => void };

function Foot({ busy, onClose }: { busy: boolean; onClose: () => void }) {
  return (
    <>
      <Button look="second" onClick={onClose}>
        {t('action.cancel')}
      </Button>
      <Button type="submit" busy={busy}>
        {t('action.save')}
      </Button>
    </>
  );
}

/** What somebody does, and how well. */
export function SkillsDialog({ provider, onClose }: Props) {
  const services = useQuery(servicesQuery()).data?.items ?? [];
  const [levels, setLevels] = useState(() => new Map(provider.skills.map(({ service_id, level }) => [service_id, level])));
  const save = useChange('providers');
  const put = (id: string, level: number) =>
    setLevels((now) => {
      const next = new Map(now);
      if (level) next.set(id, level);
      else next.delete(id);
      return next;
    });
  const send = () =>
    save.mutate(
      { path: `/providers/${provider.id}/skills`, method: 'PUT', body: { skills: [...levels].map(([service_id, level]) => ({ service_id, level })) } },
      { onSuccess: onClose },
    );
  return (
    <Dialog title={t('providers.skills')} onClose={onClose} onSubmit={send} foot={<Foot busy={save.isPending} onClose={onClose} />}>
      <div className="stack">
        {services
          .filter(({ id, is_active }) => is_active || levels.has(id))
          .map(({ id, name }) => (
            <SelectField key={id} label={name} value={levels.get(id) ?? 0} onChange={(event) => put(id, Number(event.target.value))}>
              <option value={0}>{t('providers.level.0')}</option>
              <option value={1}>{t('providers.level.1')}</option>
              <option value={2}>{t('providers.level.2')}</option>
              <option value={3}>{t('providers.level.3')}</option>
            </SelectField>
          ))}
      </div>
    </Dialog>
  );
}

/** Where somebody goes. */
export function ZonesDialog({ provider, onClose }: Props) {
  const zones = useQuery(zonesQuery()).data?.items ?? [];
  const [chosen, setChosen] = useState<string[]>(provider.zones);
  const save = useChange('providers');
  const send = () => save.mutate({ path: `/providers/${provider.id}/zones`, method: 'PUT', body: { zone_ids: chosen } }, { onSuccess: onClose });
  return (
    <Dialog title={t('providers.zones')} onClose={onClose} onSubmit={send} foot={<Foot busy={save.isPending} onClose={onClose} />}>
      <div className="stack">
        <p className="soft">{t('providers.zones_hint')}</p>
        {byCity(zones.filter(({ id, is_active }) => is_active || chosen.includes(id))).map(([city, those]) => (
          <Ticks key={city} label={city} options={those} chosen={chosen} onChange={setChosen} />
        ))}
      </div>
    </Dialog>
  );
}
