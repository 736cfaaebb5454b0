import type { StockLevel } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { Pill, type Tone } from '@/ui/Card';

const TONES: Record<StockLevel['status'], Tone> = { rupture: 'danger', low: 'warn', ok: 'ok', untracked: 'neutral', inactive: 'neutral' };

/** The state of a shelf in a word, a colour and a sign: never by colour alone. */
export function StatusPill({ status }: { status: StockLevel['status'] }) {
  return (
    <Pill tone={TONES[status]}>
      {status === 'rupture' && <Icon name="alert" size={16} />}
      {status === 'low' && <Icon name="arrowDown" size={16} />}
      {status === 'ok' && <Icon name="check" size={16} />}
      {t(`status.${status}`)}
    </Pill>
  );
}
