import { useState } from 'react';
import { currencySign, money, moneyToText, parseMoney, parseNumber, quantity, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';
import { lineAmount, type CartLine } from './cart';
import { MissedSaleButton } from './MissedSaleButton';

type Props = { line: CartLine; onChange: (change: Partial<CartLine>) => void; onDrop: () => void };

/** One product of the sale: how many, at what price. */
export function CartLineRow({ line, onChange, onDrop }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [price, setPrice] = useState<string | null>(null);
  const short = line.quantity > line.on_hand;
  const step = (by: number) => {
    const next = Math.round((line.quantity + by) * 1000) / 1000;
    if (next <= 0) onDrop();
    else onChange({ quantity: next });
  };
  const take = () => {
    const typed = text === null ? null : parseNumber(text);
    if (typed !== null && !Number.isNaN(typed) && typed > 0) onChange({ quantity: typed });
    setText(null);
  };
  const takePrice = () => {
    const typed = price === null ? null : parseMoney(price);
    if (typed !== null && !Number.isNaN(typed) && typed >= 0) onChange({ unit_price: typed });
    setPrice(null);
  };

  return (
    <div className="item" style={{ flexWrap: 'wrap' }}>
      <span className="grow" style={{ flexBasis: 180 }}>
        <span className="title">{line.name}</span>
        {line.on_hand <= 0 ? (
          <span className="danger">{t('sale.none_left')}</span>
        ) : short ? (
          <span className="warn">{t('sale.only_left', { quantity: quantity(line.on_hand, line.unit) })}</span>
        ) : (
          <span className="soft">{t('sale.left', { quantity: quantity(line.on_hand, line.unit) })}</span>
        )}
        {line.on_hand <= 0 && (
          <MissedSaleButton product={{ id: line.product_id, name: line.name, unit: line.unit }} count={line.quantity} onDone={onDrop} />
        )}
      </span>
      <span className="stepper">
        <IconButton icon="minus" label={t('sale.less', { name: line.name })} onClick={() => step(-1)} />
        <input
          inputMode="decimal"
          aria-label={t('sale.quantity_of', { name: line.name })}
          value={text ?? quantityToText(line.quantity)}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
        <IconButton icon="plus" label={t('sale.more', { name: line.name })} onClick={() => step(1)} />
      </span>
      <span className="input" style={{ width: 128, minHeight: 44 }}>
        <input
          inputMode="decimal"
          aria-label={t('sale.price_of', { name: line.name })}
          value={price ?? moneyToText(line.unit_price)}
          onChange={(event) => setPrice(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={takePrice}
          onKeyDown={(event) => event.key === 'Enter' && takePrice()}
        />
        <span className="affix">{currencySign()}</span>
      </span>
      <strong className="num" style={{ marginLeft: 'auto' }}>
        {money(lineAmount(line))}
      </strong>
      <IconButton icon="trash" label={t('sale.drop', { name: line.name })} onClick={onDrop} />
    </div>
  );
}
