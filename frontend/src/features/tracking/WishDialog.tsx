import { useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import type { ClientWish } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, SelectField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { clientWishQuery } from './reads';

const CHANNELS = ['whatsapp', 'sms', 'email'] as const;
const FREQUENCIES = ['immediate', 'hourly', 'daily', 'never'] as const;

/** How a client wants to hear of their requests, as they told the house. */
export function WishDialog({ wish, onClose }: { wish: ClientWish; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm(
    { channels: wish.channels, frequency: wish.frequency, reminders: wish.reminders, from: wish.quiet_from?.slice(0, 5) ?? '', until: wish.quiet_until?.slice(0, 5) ?? '' },
    ({ channels, from, until }) => ({ channels: channels.length ? undefined : t('told.wish.one_channel'), until: !from === !until ? undefined : t('check.required') }),
  );
  const { values, set, bind, errors } = form;
  const send = async () => {
    const done = await form.submit(({ from, until, ...now }) =>
      take(
        plain('POST', '/api/v1/tracking/preferences', {
          body: { user_id: wish.user_id, ...now, quiet_from: from || null, quiet_until: until || null },
          headers: { 'If-Match': `"${wish.version}"` },
        }),
      ),
    );
    if (!done) return;
    await client.invalidateQueries({ queryKey: clientWishQuery(wish.user_id).queryKey });
    toast(t('told.wish.saved'));
    onClose();
  };
  const hour = wish.daily_at.slice(0, 5);
  return (
    <Dialog
      title={t('told.wish.title')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <Button type="submit" busy={form.busy}>
          {t('action.save')}
        </Button>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <fieldset className="field">
          <legend className="label">{t('tell.by_which')}</legend>
          {CHANNELS.map((channel) => (
            <Check
              key={channel}
              label={t(`channel.${channel}`)}
              checked={values.channels.includes(channel)}
              // The order in which they are tried stays; a channel more is tried last.
              onChange={(event) => set('channels', event.target.checked ? [...values.channels, channel] : values.channels.filter((one) => one !== channel))}
            />
          ))}
          {errors.channels && <p className="danger">{errors.channels}</p>}
        </fieldset>
        <SelectField label={t('tell.how_often')} {...bind('frequency')}>
          {FREQUENCIES.map((frequency) => (
            <option key={frequency} value={frequency}>
              {frequency === 'never' ? t('told.wish.nothing') : t(`frequency.${frequency}`, { time: hour })}
            </option>
          ))}
        </SelectField>
        <div className="two">
          <TextField label={t('told.wish.quiet_from')} optional type="time" {...bind('from')} />
          <TextField label={t('told.wish.quiet_until')} optional type="time" {...bind('until')} />
        </div>
        <Check label={t('told.wish.reminders')} checked={values.reminders} onChange={(event) => set('reminders', event.target.checked)} />
      </div>
    </Dialog>
  );
}
