import { useQuery } from '@tanstack/react-query';
import type { Me, Sound } from '@/kernel/api/missions';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, Choices } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { meQuery, useMeChange } from '@/entities/provider/me';

const SOUNDS = ['bell', 'horn', 'none'] as const satisfies readonly Sound[];

/** How one hears of an offer, and whether known clients are taken without asking. `onHear` plays a sound. */
export function OfferSettingsCard({ onHear }: { onHear: (sound: Sound) => void }) {
  const query = useQuery(meQuery());
  return <Loaded query={query}>{(me) => <Settings me={me} onHear={onHear} />}</Loaded>;
}

function Settings({ me, onHear }: { me: Me; onHear: (sound: Sound) => void }) {
  const offline = useConnection().state === 'offline';
  const change = useMeChange();
  const put = (body: Partial<Pick<Me, 'notify_offers' | 'notify_reminders' | 'auto_accept' | 'sound'>>) => change.mutate({ method: 'PATCH', body });
  // What was just chosen is seen at once.
  const shown = change.isPending ? { ...me, ...(change.variables.body as Partial<Me>) } : me;
  return (
    <Card title={t('p.settings.offers')}>
      <fieldset className="field" disabled={offline}>
        <legend className="sr">{t('p.settings.offers')}</legend>
        <div className="stack">
          <Check label={t('p.settings.notify_offers')} checked={shown.notify_offers} onChange={(event) => put({ notify_offers: event.target.checked })} />
          <Check label={t('p.settings.notify_reminders')} checked={shown.notify_reminders} onChange={(event) => put({ notify_reminders: event.target.checked })} />
          <Check label={t('p.settings.auto_accept')} hint={t('p.settings.auto_accept_hint')} checked={shown.auto_accept} onChange={(event) => put({ auto_accept: event.target.checked })} />
          <Choices<Sound>
            label={t('p.settings.sound')}
            name="sound"
            value={shown.sound}
            choices={SOUNDS.map((value) => ({ value, label: t(`p.sound.${value}`) }))}
            onChange={(sound) => {
              onHear(sound);
              put({ sound });
            }}
          />
          {shown.sound !== 'none' && (
            <div className="row">
              <Button look="second" icon="bell" onClick={() => onHear(shown.sound)}>
                {t('p.settings.hear')}
              </Button>
            </div>
          )}
          {offline && <p className="soft">{t('p.needs_network')}</p>}
        </div>
      </fieldset>
    </Card>
  );
}
