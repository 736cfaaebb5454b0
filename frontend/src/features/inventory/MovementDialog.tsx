import { useState } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney, parseNumber, quantity, signed } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { exact } from '@/kernel/format/exact';
import { expiryDay } from '@/entities/product/expiry';
import { ExpiryFields } from '@/entities/product/ExpiryFields';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { Chips, Tabs } from '@/ui/Tabs';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { countProduct, moveStock } from './offline';

export type Move = 'ENTRY' | 'EXIT' | 'ADJUSTMENT' | 'COUNT';

type Props = { level: StockLevel; move: Move; seesCost: boolean; onClose: () => void };

const CAUSES = ['broken', 'expired', 'lost', 'gift', 'own_use'] as const;
const MISTAKES = ['mistake', ...CAUSES] as const;

/** Goods in, goods out, a correction, or what was found on the shelf; the ledger keeps each as one line. */
export function MovementDialog({ level, move, seesCost, onClose }: Props) {
  const [adds, setAdds] = useState(false);
  const form = useForm({ quantity: '', unit_cost: '', note: '', expires_on: '', lot: '' }, (values) => {
    const amount = parseNumber(values.quantity);
    const cost = parseMoney(values.unit_cost);
    const wrong = amount === null || Number.isNaN(amount) || amount < 0 || (move !== 'COUNT' && amount === 0);
    return {
      quantity: wrong ? t('check.quantity') : undefined,
      unit_cost: cost !== null && (Number.isNaN(cost) || cost < 0) ? t('check.amount') : undefined,
      note: move === 'ADJUSTMENT' && !values.note.trim() ? t('check.required') : undefined,
      expires_on: expiryDay(values.expires_on) === undefined || (values.lot.trim() && !values.expires_on) ? t('expiry.check') : undefined,
    };
  });
  const amount = parseNumber(form.values.quantity);
  const valid = amount !== null && !Number.isNaN(amount);
  const gains = move === 'ENTRY' || (move === 'ADJUSTMENT' && adds);
  const after = !valid ? null : move === 'COUNT' ? amount : exact(level.on_hand + (gains ? amount : -amount));
  const product = { id: level.product_id, name: level.name, unit: level.unit };

  const send = async () => {
    const done = await form.submit(async (values) => {
      const typed = exact(parseNumber(values.quantity)!);
      if (move === 'COUNT') {
        await countProduct({ ...product, on_hand: level.on_hand, tracked: level.status !== 'untracked' }, typed);
      } else {
        await moveStock({
          product,
          type: move,
          amount: move === 'ADJUSTMENT' && !adds ? -typed : typed,
          unit_cost: parseMoney(values.unit_cost),
          expires_on: expiryDay(values.expires_on),
          lot: values.lot.trim() || null,
          note: values.note.trim() || null,
        });
      }
    });
    if (!done) return;
    toast(t('stock.recorded', { name: level.name }));
    onClose();
  };

  const titles = { ENTRY: t('stock.entry'), EXIT: t('stock.exit'), ADJUSTMENT: t('stock.adjustment'), COUNT: t('stock.count') };
  const causes = move === 'EXIT' ? CAUSES : move === 'ADJUSTMENT' ? MISTAKES : [];
  const chosen = causes.find((cause) => t(`stock.cause.${cause}`) === form.values.note) ?? null;
  return (
    <Dialog
      title={titles[move]}
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
        <p className="strong">{level.name}</p>
        <FormError error={form.problem} />
        {move === 'ADJUSTMENT' && (
          <Tabs
            label={t('stock.direction')}
            value={adds ? 'add' : 'remove'}
            onChange={(value) => setAdds(value === 'add')}
            options={[
              { value: 'remove', label: t('stock.remove') },
              { value: 'add', label: t('stock.add') },
            ]}
          />
        )}
        <NumberField label={move === 'COUNT' ? t('stock.counted') : t('stock.quantity')} suffix={level.unit} autoFocus {...form.bind('quantity')} />
        <p className="soft" aria-live="polite">
          {t('stock.now', { quantity: quantity(level.on_hand, level.unit) })}
          {after !== null && (
            <>
              {' → '}
              <strong>{quantity(after, level.unit)}</strong>
              {move === 'COUNT' && level.status !== 'untracked' && ` (${signed(exact(after - level.on_hand))})`}
            </>
          )}
        </p>
        {move === 'ENTRY' && seesCost && (
          <NumberField
            label={t('stock.unit_cost')}
            optional
            suffix={currencySign()}
            placeholder={level.average_cost === null ? undefined : moneyToText(level.average_cost)}
            {...form.bind('unit_cost')}
          />
        )}
        {move === 'ENTRY' && <ExpiryFields day={form.bind('expires_on')} lot={form.bind('lot')} />}
        {causes.length > 0 && (
          <Chips
            label={t('stock.reason')}
            value={chosen}
            onChange={(cause) => form.set('note', cause === null || cause === chosen ? '' : t(`stock.cause.${cause}`))}
            options={causes.map((cause) => ({ value: cause, label: t(`stock.cause.${cause}`) }))}
          />
        )}
        {move !== 'COUNT' && (
          <TextField
            label={move === 'ENTRY' ? t('stock.reference') : t('stock.reason')}
            optional={move !== 'ADJUSTMENT'}
            maxLength={200}
            {...form.bind('note')}
          />
        )}
      </div>
    </Dialog>
  );
}
