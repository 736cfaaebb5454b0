import { useState } from 'react';
import { Link } from 'wouter';
import { explain } from '@/kernel/api/problem';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { EmptyState, SkeletonList } from '@/ui/states';
import { toast } from '@/ui/Toast';
import type { MissionCopy } from '@/entities/mission/copy';
import { ClientCard } from './ClientCard';
import { CompleteDialog } from './CompleteDialog';
import { CodeDialog, GiveBackDialog, QuoteDialog } from './StepDialogs';
import { MaterialsCard } from './MaterialsCard';
import { takeStep, type StepFields } from './offline';
import { PhotosCard } from './PhotosCard';
import { useWaiting } from './shown';
import { nextSteps, type Step } from './steps';
import { TimeLine } from './TimeLine';
import { WayBar } from './WayBar';

/** One's own mission as this phone knows it, with a network or without. */
export function MissionView({ id }: { id: string }) {
  const { byId, loading, complete } = useMirror<MissionCopy>('mission');
  const mission = byId.get(id);
  const waiting = useWaiting(id);
  if (!mission) return loading || !complete ? <SkeletonList /> : <Gone waiting={waiting.length} />;
  if (!mission.mine) return <Gone waiting={waiting.length} given={mission.state === 'provider_search'} />;
  return (
    <div className="stack">
      {waiting.length > 0 && (
        <div className="notice" role="status" style={{ marginBottom: 0 }}>
          <Icon name="clock" />
          <span className="grow">{t('mission.waiting', { count: waiting.length })}</span>
          <Link href="/envois">{t('sale.see')}</Link>
        </div>
      )}
      <WayBar mission={mission} />
      <ClientCard mission={mission} />
      <PhotosCard mission={mission} />
      <MaterialsCard mission={mission} />
      <TimeLine mission={mission} />
      <Steps mission={mission} />
    </div>
  );
}

/** Taken away, given back, or of somebody else: what was done here is still sent. */
function Gone({ waiting, given = false }: { waiting: number; given?: boolean }) {
  return (
    <EmptyState icon={given ? 'undo' : 'info'} title={t(given ? 'mission.given' : 'mission.gone')} text={waiting ? t('mission.gone_waiting', { count: waiting }) : t(given ? 'mission.given_text' : 'mission.gone_text')}>
      <Link href="/p/requests" className="button second">
        {t('mission.to_list')}
      </Link>
    </EmptyState>
  );
}

/** The next step as one large button, what else there is below it. */
function Steps({ mission }: { mission: MissionCopy }) {
  const [first, ...others] = nextSteps(mission);
  const [asking, setAsking] = useState<Step | null>(null);
  if (!first) return null;
  const take = async (step: Step, fields?: StepFields) => {
    await takeStep(mission, step, fields);
    toast(t('mission.done', { step: t(`mission.step.${step}`) }), { tag: 'step' });
    // Meanwhile the next step may have been asked about.
    setAsking((now) => (now === step ? null : now));
  };
  const start = (step: Step) => {
    const asks = step === 'completed' || step === 'give_back' || (step === 'diagnostic' && mission.code_needed) || (step === 'repair' && mission.quote_threshold !== null);
    if (asks) setAsking(step);
    else void take(step).catch((error: unknown) => toast(explain(error).title, { bad: true }));
  };
  const dialog = { mission, onClose: () => setAsking(null), onTake: (fields: StepFields) => take(asking!, fields) };
  return (
    <>
      <div className="sticky-foot stack tight">
        <Button look="accent" wide icon={ICONS[first]} onClick={() => start(first)}>
          {t(`mission.do.${first}`)}
        </Button>
        {others.length > 0 && (
          <div className="row wrap between" style={{ gap: 4 }}>
            {others.map((step) => (
              <Button key={step} look={step === 'give_back' ? 'bad-plain' : 'plain'} small onClick={() => start(step)}>
                {t(step === 'completed' ? 'mission.do.stop' : step === 'arrived' ? 'mission.do.already' : `mission.do.${step}`)}
              </Button>
            ))}
          </div>
        )}
      </div>
      {asking === 'diagnostic' && <CodeDialog {...dialog} />}
      {asking === 'repair' && <QuoteDialog {...dialog} />}
      {asking === 'completed' && <CompleteDialog {...dialog} />}
      {asking === 'give_back' && <GiveBackDialog {...dialog} />}
    </>
  );
}

const ICONS = { enroute: 'truck', arrived: 'pin', diagnostic: 'search', repair: 'wrench', completed: 'check', give_back: 'undo' } as const;
