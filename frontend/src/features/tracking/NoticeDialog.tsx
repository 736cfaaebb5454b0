import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { NoticeRule } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { URGENCIES } from '@/entities/request/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, SelectField, TextArea } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { AUDIENCES, CHANNELS, EVENTS, HOLES, TONES } from './notice';

const PATH = '/api/v1/tracking/notifications/rules';

/** One message: on what, to whom, by which way, in which words. */
export function NoticeDialog({ rule, onClose }: { rule: NoticeRule | null; onClose: () => void }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const form = useForm(
    {
      event: (rule?.event ?? 'enroute') as string,
      audience: (rule?.audience ?? 'client') as string,
      minutes: String(rule?.minutes ?? 60),
      urgencies: rule?.urgencies ?? [],
      channels: rule?.channels ?? [],
      tone: rule?.tone ?? '',
      text_fr: rule?.text_fr ?? '',
      text_en: rule?.text_en ?? '',
    },
    ({ event, minutes }) => ({ minutes: event === 'reminder' && !(Number(minutes) >= 5 && Number(minutes) <= 10_080) ? t('notices.check_minutes') : undefined }),
  );
  const { values, set, bind } = form;
  const done = async () => {
    await client.invalidateQueries({ queryKey: ['notices'] });
    toast(t('providers.saved'));
    onClose();
  };
  const send = async () => {
    const sent = await form.submit(async (now) => {
      const body = {
        minutes: now.event === 'reminder' ? Number(now.minutes) : null,
        urgencies: now.urgencies,
        channels: now.audience === 'client' ? now.channels : [],
        tone: now.tone || null,
        text_fr: now.text_fr.trim() || null,
        text_en: now.text_en.trim() || null,
      };
      if (rule) await take(plain('PATCH', `${PATH}/${rule.id}`, { body, headers: { 'If-Match': `"${rule.version}"` } }));
      else await take(plain('POST', PATH, { body: { ...body, event: now.event, audience: now.audience } }));
    });
    if (sent) await done();
  };
  const remove = async () => {
    setBusy(true);
    try {
      await take(plain('DELETE', `${PATH}/${rule!.id}`));
      await done();
    } catch (error) {
      toast(explain(error).title, { bad: true });
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t(rule ? 'notices.edit' : 'notices.new')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <SelectField label={t('notices.event')} disabled={rule !== null} {...bind('event')}>
          {EVENTS.map((event) => (
            <option key={event} value={event}>
              {t(`notices.event.${event}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('notices.audience')} disabled={rule !== null} {...bind('audience')}>
          {AUDIENCES.map((audience) => (
            <option key={audience} value={audience}>
              {t(`notices.audience.${audience}`)}
            </option>
          ))}
        </SelectField>
        {values.event === 'reminder' && <NumberField label={t('notices.minutes')} suffix="min" {...bind('minutes')} />}
        <fieldset className="field">
          <legend className="label">{t('requests.urgency')}</legend>
          <div className="checks">
            {URGENCIES.map((urgency) => (
              <Check
                key={urgency}
                label={t(`requests.urgency.${urgency}`)}
                checked={values.urgencies.includes(urgency)}
                onChange={(event) => set('urgencies', event.target.checked ? [...values.urgencies, urgency] : values.urgencies.filter((one) => one !== urgency))}
              />
            ))}
          </div>
          <p className="hint">{t('escalations.empty_all')}</p>
        </fieldset>
        {values.audience === 'client' && (
          <fieldset className="field">
            <legend className="label">{t('notices.channels')}</legend>
            <div className="checks">
              {CHANNELS.map((channel) => (
                <Check
                  key={channel}
                  label={t(`channel.${channel}`)}
                  checked={values.channels.includes(channel)}
                  onChange={(event) => set('channels', event.target.checked ? [...values.channels, channel] : values.channels.filter((one) => one !== channel))}
                />
              ))}
            </div>
            <p className="hint">{t('notices.channels_hint')}</p>
          </fieldset>
        )}
        <SelectField label={t('notices.tone')} {...bind('tone')}>
          <option value="">{t('notices.tone_reader')}</option>
          {TONES.map((tone) => (
            <option key={tone} value={tone}>
              {t(`notices.tone.${tone}`)}
            </option>
          ))}
        </SelectField>
        <TextArea label={t('notices.text_fr')} optional maxLength={600} hint={t('notices.text_hint', { holes: HOLES.join(' ') })} {...bind('text_fr')} />
        <TextArea label={t('notices.text_en')} optional maxLength={600} {...bind('text_en')} />
        {rule && (
          <div className="row">
            <Button look="bad-plain" icon="trash" busy={busy} onClick={() => void remove()}>
              {t('action.remove')}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
