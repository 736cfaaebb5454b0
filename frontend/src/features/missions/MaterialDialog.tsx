import { useDeferredValue, useMemo, useState } from 'react';
import { currencySign, money, moneyToText, parseMoney, parseNumber } from '@/kernel/format';
import { fold } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Combobox } from '@/ui/Combobox';
import { Dialog } from '@/ui/Dialog';
import { NumberField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import type { MaterialCopy, MissionCopy } from '@/entities/mission/copy';
import { addMaterial } from './offline';
import { Foot } from './StepDialogs';

const SHOWN = 20;

/** One of the company's products, or anything else by its name. */
export function MaterialDialog({ mission, onClose }: { mission: MissionCopy; onClose: () => void }) {
  const { rows, loading } = useMirror<MaterialCopy>('material');
  const [typed, setTyped] = useState('');
  const search = fold(useDeferredValue(typed));
  const [chosen, setChosen] = useState<{ product_id: string | null; name: string; unit?: string } | null>(null);
  const form = useForm({ name: '', quantity: '1', unit_price: '' }, ({ quantity, unit_price }) => ({
    name: chosen ? undefined : t('check.required'),
    quantity: (parseNumber(quantity) ?? NaN) > 0 ? undefined : t('check.quantity'),
    unit_price: Number.isNaN(parseMoney(unit_price) ?? NaN) ? t('check.amount') : undefined,
  }));
  const found = useMemo(
    () =>
      rows
        .filter(({ name }) => fold(name).includes(search))
        .sort((a, b) => a.name.localeCompare(b.name))
        .slice(0, SHOWN),
    [rows, search],
  );
  const choose = (next: typeof chosen, price?: number) => {
    setChosen(next);
    form.set('name', next?.name ?? '');
    if (price !== undefined) form.set('unit_price', moneyToText(price));
  };
  const send = async () => {
    const done = await form.submit(({ quantity, unit_price }) => addMaterial(mission, { ...chosen!, quantity: parseNumber(quantity)!, unit_price: parseMoney(unit_price)! }));
    if (done) onClose();
  };
  return (
    <Dialog title={t('mission.material.add')} onClose={onClose} onSubmit={() => void send()} foot={<Foot onClose={onClose} action={t('action.save')} busy={form.busy} />}>
      <div className="stack">
        <FormError error={form.problem} />
        <Combobox
          label={t('mission.material.what')}
          placeholder={t('mission.material.hint')}
          chosen={chosen?.name ?? ''}
          loading={loading}
          error={form.errors.name}
          onType={setTyped}
          onChoose={(product: MaterialCopy) => choose({ product_id: product.id, name: product.name, unit: product.unit }, product.sale_price)}
          onClear={() => choose(null)}
          create={{ label: (text) => t('mission.material.free', { name: text }), run: (name) => choose({ product_id: null, name }) }}
          options={found.map((product) => ({ key: product.id, label: product.name, value: product, detail: <span className="soft num">{money(product.sale_price)}</span> }))}
        />
        <NumberField label={t('mission.material.quantity')} {...form.bind('quantity')} />
        <NumberField label={t('mission.material.price')} suffix={currencySign()} {...form.bind('unit_price')} />
      </div>
    </Dialog>
  );
}
