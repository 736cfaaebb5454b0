import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { setAvailability, type Wish } from './availability';

/** Away from a moment until another, or until one says that one is back. */
export default function AwayDialog({ me, onClose }: { me: Wish & { id: string }; onClose: () => void }) {
  const form = useForm({ from: '', until: '' }, ({ from, until }) => ({
    until: until && !(Date.parse(until) > (from ? Date.parse(from) : Date.now())) ? t('p.away.order') : undefined,
  }));
  const moment = (text: string) => (text ? new Date(text).toISOString() : null);
  const send = async () => {
    const done = await form.submit(({ from, until }) =>
      setAvailability(me.id, { is_available: me.is_available, away_from: moment(from) ?? new Date().toISOString(), away_until: moment(until) }),
    );
    if (!done) return;
    toast(t('p.away.set'));
    onClose();
  };
  return (
    <Dialog
      title={t('p.away.title')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('p.away.confirm')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <p>{t('p.away.text')}</p>
        <TextField label={t('p.away.from_field')} optional type="datetime-local" hint={t('p.away.from_hint')} {...form.bind('from')} />
        <TextField label={t('p.away.until_field')} optional type="datetime-local" hint={t('p.away.until_hint')} {...form.bind('until')} />
      </div>
    </Dialog>
  );
}
