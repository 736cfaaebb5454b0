import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { clockText, useServerNow } from '@/entities/mission/clock';
import type { MissionCopy } from '@/entities/mission/copy';
import { stateText } from '@/entities/mission/words';
import { nowThere } from './offline';
import { isUnderWay, walked, WAY } from './steps';

/** How far it is, and how long it has stood there. */
export function WayBar({ mission }: { mission: MissionCopy }) {
  const { state, stage, state_at, percent } = mission;
  const running = isUnderWay(mission);
  useServerNow(running);
  const behind = walked(mission);
  const seconds = Math.max(0, Math.floor((nowThere() - Date.parse(state_at)) / 1000));
  return (
    <Card>
      <div className="stack tight">
        <div className="row">
          <strong className="grow">{stateText(state, stage)}</strong>
          {running ? (
            <span className="num timer" role="timer" aria-label={t('mission.since', { time: date(state_at, 'time') })}>
              {clockText(seconds)}
            </span>
          ) : (
            <span className="soft">{date(state_at, 'moment')}</span>
          )}
        </div>
        <div className="way" role="progressbar" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} aria-label={t('mission.way')}>
          {WAY.map((step, place) => (
            <i key={step} className={place < behind ? 'on' : undefined} />
          ))}
        </div>
        {mission.cancelled_by && <p className="danger">{t(`mission.cancelled.${mission.cancelled_by}`)}{mission.reason && ` · ${mission.reason}`}</p>}
      </div>
    </Card>
  );
}
