import { useState } from 'react';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/Field';

type Bound = { value: string; error?: string; onChange: (event: { target: { value: string } }) => void };
type Props = { day: Bound; lot: Bound; opened?: boolean };

/** The last day and the lot of goods that come in, behind one tap: most goods have none. */
export function ExpiryFields({ day, lot, opened = false }: Props) {
  const [open, setOpen] = useState(opened);
  if (!open) {
    return (
      <div className="row">
        <Button look="plain" small icon="calendar" onClick={() => setOpen(true)}>
          {t('expiry.add')}
        </Button>
      </div>
    );
  }
  return (
    <div className="two">
      <TextField type="date" label={t('expiry.day')} optional autoFocus={!opened} min="2000-01-01" max="2199-12-31" {...day} />
      <TextField label={t('expiry.lot')} optional autoComplete="off" maxLength={60} {...lot} />
    </div>
  );
}
