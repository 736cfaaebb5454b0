import { useState } from 'react';
import type { TellChannels, TellPreferences } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Check, SelectField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { FREQUENCIES, hour, LADDER, ladderText, moved, preferenceOf, preferenceText, toggled, withPreference, type AskedKind } from './ladder';
import type { Frequency, LadderChannel, Preference } from './types';
import { CHANNEL_ICONS, KIND_ICONS, price } from './words';

type Edited = Preference & { kind: AskedKind };
type Props = { kinds: readonly AskedKind[]; preferences: TellPreferences; channels: TellChannels | undefined; busy: boolean; onSave: (next: TellPreferences) => Promise<boolean> };

/** Per kind of news: by which ways it comes, in which order, and how often. */
export function KindsCard({ kinds, preferences, channels, busy, onSave }: Props) {
  const [edited, setEdited] = useState<Edited | null>(null);
  return (
    <Card flush title={t('tell.what')}>
      <ul className="list">
        {kinds.map((kind) => {
          const preference = preferenceOf(preferences, kind);
          return (
            <li key={kind}>
              <Item
                lead={<Icon name={KIND_ICONS[kind]} />}
                title={t(`kind.${kind}`)}
                detail={preferenceText(preference, preferences.daily_at)}
                onClick={() => setEdited({ ...preference, kind })}
              />
            </li>
          );
        })}
      </ul>
      {edited && (
        <KindDialog
          preference={edited}
          dailyAt={preferences.daily_at}
          channels={channels}
          busy={busy}
          onClose={() => setEdited(null)}
          onSave={(next) => void onSave(withPreference(preferences, next)).then((done) => done && setEdited(null))}
        />
      )}
    </Card>
  );
}

type DialogProps = { preference: Edited; dailyAt: string; channels: TellChannels | undefined; busy: boolean; onClose: () => void; onSave: (next: Preference) => void };

function KindDialog({ preference, dailyAt, channels, busy, onClose, onSave }: DialogProps) {
  const [ladder, setLadder] = useState(preference.channels);
  const [frequency, setFrequency] = useState<Frequency>(preference.frequency);
  const { kind } = preference;
  const choices = FREQUENCIES[kind];
  return (
    <Dialog
      title={t(`kind.${kind}`)}
      onClose={onClose}
      onSubmit={() => onSave({ kind, channels: ladder, frequency })}
      foot={
        <Button type="submit" busy={busy}>
          {t('action.save')}
        </Button>
      }
    >
      <div className="stack">
        <p className="soft">{t(`kind.about.${kind}`)}</p>
        {choices.length > 1 && (
          <SelectField
            label={t('tell.how_often')}
            hint={frequency === 'never' ? t('frequency.never_hint') : undefined}
            value={frequency}
            onChange={(event) => setFrequency(event.target.value as Frequency)}
          >
            {choices.map((value) => (
              <option key={value} value={value}>
                {kind === 'digest' && value === 'immediate' ? t('frequency.each_morning') : t(`frequency.${value}`, { time: hour(dailyAt) })}
              </option>
            ))}
          </SelectField>
        )}
        {frequency !== 'never' && <Ladder ladder={ladder} channels={channels} onChange={setLadder} />}
      </div>
    </Dialog>
  );
}

function Ladder({ ladder, channels, onChange }: { ladder: LadderChannel[]; channels: TellChannels | undefined; onChange: (next: LadderChannel[]) => void }) {
  const rows = [...ladder, ...LADDER.filter((channel) => !ladder.includes(channel))];
  return (
    <fieldset className="field">
      <legend className="label">{t('tell.by_which')}</legend>
      <ul className="list ladder">
        {rows.map((channel) => {
          const at = ladder.indexOf(channel);
          const known = channels?.items.find((one) => one.channel === channel);
          const name = t(`channel.${channel}`);
          return (
            <li key={channel} className="row">
              <span className="rung num" aria-hidden="true">
                {at >= 0 && at + 1}
              </span>
              <span className="grow">
                <Check label={name} hint={known && (known.configured ? t('channel.price', { price: known.price_milli ? price(known.price_milli) : t('channel.free') }) : t('channel.absent'))} checked={at >= 0} onChange={() => onChange(toggled(ladder, channel))} />
              </span>
              <Icon name={CHANNEL_ICONS[channel]} size={20} />
              <IconButton icon="up" label={t('ladder.earlier', { channel: name })} disabled={at <= 0} onClick={() => onChange(moved(ladder, channel, -1))} />
            </li>
          );
        })}
      </ul>
      <p className="hint" role="status">
        {ladderText(ladder)}
      </p>
    </fieldset>
  );
}
