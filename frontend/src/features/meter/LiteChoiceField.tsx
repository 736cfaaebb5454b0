import { bytes } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { chooseLite, networkAsks, useLite, useLiteChoice, type LiteChoice } from '@/kernel/lite';
import { Tabs } from '@/ui/Tabs';
import type { Totals } from './figures';

/** Chooses the mode that saves data, and says what it stops with what that has used on this device. */
export function LiteChoiceField({ last30 }: { last30: Totals }) {
  const choice = useLiteChoice();
  const lite = useLite();
  return (
    <div className="field">
      <span className="label" aria-hidden="true">
        {t('lite.title')}
      </span>
      <Tabs<LiteChoice>
        label={t('lite.title')}
        value={choice}
        onChange={chooseLite}
        options={[
          { value: 'auto', label: t('lite.auto') },
          { value: 'on', label: t('lite.on') },
          { value: 'off', label: t('lite.off') },
        ]}
      />
      <p className="hint" role="status">
        {choice === 'auto' ? t(networkAsks() ? 'lite.auto_saves' : 'lite.auto_rests') : t(lite ? 'lite.is_on' : 'lite.is_off')}
      </p>
      <div className="soft">
        {t('lite.stops')}
        <ul className="bullets">
          <li>{t('lite.stops_live', { bytes: bytes(last30.live) })}</li>
          <li>{t('lite.stops_ahead', { bytes: bytes(last30.ahead) })}</li>
          <li>{t('lite.stops_focus')}</li>
          <li>{t('lite.stops_charts')}</li>
        </ul>
      </div>
    </div>
  );
}
