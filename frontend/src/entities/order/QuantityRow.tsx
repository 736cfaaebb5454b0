import { useState, type ReactNode } from 'react';
import { exact } from '@/kernel/format/exact';
import { parseNumber, quantity as quantityText, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';

type Props = {
  name: string;
  unit: string;
  pack: number;
  /** In the product's unit. */
  value: number;
  detail: ReactNode;
  side?: ReactNode;
  onChange: (value: number) => void;
  onDrop: () => void;
};

/** One product of an order: how many packs of it, or units where it comes singly. */
export function QuantityRow({ name, unit, pack, value, detail, side, onChange, onDrop }: Props) {
  const [text, setText] = useState<string | null>(null);
  const count = exact(value / pack);
  const step = (by: number) => {
    const next = exact((Math.floor(count + (by > 0 ? by : 0)) + (by < 0 ? (Number.isInteger(count) ? by : 0) : 0)) * pack);
    if (next <= 0) onDrop();
    else onChange(next);
  };
  const take = () => {
    const typed = text === null ? null : parseNumber(text);
    if (typed !== null && !Number.isNaN(typed) && typed > 0) onChange(exact(typed * pack));
    setText(null);
  };
  return (
    <div className="item quantity-row">
      <span className="grow">
        <span className="title">{name}</span>
        <span className="soft">{detail}</span>
        {pack !== 1 && <span className="strong num">{`${quantityText(count)} × ${quantityText(pack)} = ${quantityText(value, unit)}`}</span>}
      </span>
      <IconButton icon="trash" label={t('orders.drop', { name })} onClick={onDrop} />
      <span className="stepper">
        <IconButton icon="minus" label={t('sale.less', { name })} onClick={() => step(-1)} />
        <input
          inputMode="decimal"
          autoComplete="off"
          aria-label={pack === 1 ? t('orders.quantity_of', { name, unit }) : t('orders.packs_of', { name, pack: quantityText(pack, unit) })}
          value={text ?? quantityToText(count)}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), take())}
        />
        <IconButton icon="plus" label={t('sale.more', { name })} onClick={() => step(1)} />
      </span>
      {pack === 1 && <span className="soft">{unit}</span>}
      <span className="side-text" style={{ marginLeft: 'auto' }}>
        {side}
      </span>
    </div>
  );
}
