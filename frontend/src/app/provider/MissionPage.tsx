import { useState } from 'react';
import { useParams } from 'wouter';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { MissionCopy } from '@/entities/mission/copy';
import { MissionView } from '@/features/missions/MissionView';
import { useWaiting } from '@/features/missions/shown';
import { OfferView } from '@/features/offers/OfferView';
import { Page } from '@/ui/Page';

export default function MissionPage() {
  const { id } = useParams<{ id: string }>();
  const { byId, complete } = useMirror<MissionCopy>('mission');
  const mission = byId.get(id);
  const waiting = useWaiting(id).length;
  const [had, setHad] = useState(false);
  if (mission?.mine && !had) setHad(true);
  // This phone keeps the last ones; what was long ago, or is only offered, is asked of the server.
  const elsewhere = complete && !mission?.mine && !had && waiting === 0;
  return (
    <Page title={mission?.service_name ?? t('mission.one')} subtitle={mission && t('p.number', { number: String(mission.number) })} back="/p/requests">
      {elsewhere ? <OfferView key={id} id={id} /> : <MissionView key={id} id={id} />}
    </Page>
  );
}
