import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { parseNumber, quantity, quantityToText, signed } from '@/kernel/format';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import { exact } from '@/kernel/format/exact';
import type { ProductRow } from '@/entities/product/mirror';
import { ProductPicker } from '@/entities/product/ProductPicker';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, SearchField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { EmptyState } from '@/ui/states';
import { addToSheet, enter, sheet, type Entry } from './counting';

const LONG = 15;

/** The sheet one walks along the shelf with: a line per product, Enter for the next one. */
export function CountSheet({ onReview }: { onReview: () => void }) {
  const now = useStore(sheet)!;
  const products = useMirror<ProductRow>('product').byId;
  const [search, setSearch] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const done = Object.keys(now.entries).length;
  const rows = useMemo(() => now.ids.flatMap((id) => products.get(id) ?? []), [now.ids, products]);
  const shown = useMemo(() => find(rows, search, ({ name, code, barcode }) => [name, code, barcode]), [rows, search]);
  const take = useCallback((id: string, counted: number | null) => sheet.set((before) => before && enter(before, id, counted)), []);

  // A product just added is counted next.
  const [added, setAdded] = useState<string | null>(null);
  useEffect(() => {
    if (added) list.current?.querySelector<HTMLInputElement>(`[data-product="${added}"]`)?.focus();
  }, [added]);

  return (
    <div className="stack">
      <div className="stack tight">
        <div className="row between">
          <strong>{t('counts.progress', { done, total: now.ids.length })}</strong>
        </div>
        <progress value={done} max={Math.max(1, now.ids.length)} aria-label={t('counts.progress', { done, total: now.ids.length })} />
      </div>
      <ProductPicker
        onPick={({ product_id }) => {
          sheet.set((before) => before && addToSheet(before, product_id));
          setSearch('');
          setAdded(product_id);
        }}
      />
      {rows.length > LONG && (
        <div className="row">
          <SearchField label={t('counts.find')} value={search} onSearch={setSearch} />
        </div>
      )}
      <Check label={t('counts.show_expected')} hint={t('counts.show_expected_hint')} checked={now.open} onChange={(event) => sheet.set({ ...now, open: event.target.checked })} />
      <Card flush>
        {shown.length === 0 ? (
          <EmptyState icon="search" title={search ? t('state.no_match') : t('counts.sheet_empty')} text={search ? undefined : t('counts.sheet_empty_text')} />
        ) : (
          <ul className="list" ref={list} onKeyDown={walk}>
            {shown.map((row) => (
              <Line key={row.id} row={row} entry={now.entries[row.id]} open={now.open} onEnter={take} />
            ))}
          </ul>
        )}
      </Card>
      <div className="sticky-foot">
        <Button wide icon="check" disabled={!done} onClick={onReview} id="review-count">
          {t('counts.review', { count: done })}
        </Button>
      </div>
    </div>
  );
}

/** Enter and the arrows go from box to box; after the last one comes the button below. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const by = event.key === 'Enter' || event.key === 'ArrowDown' ? (event.shiftKey ? -1 : 1) : event.key === 'ArrowUp' ? -1 : 0;
  if (!by || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  const boxes = [...event.currentTarget.querySelectorAll('input')];
  const next = boxes[boxes.indexOf(event.target) + by];
  if (next) next.focus();
  else if (by > 0) document.getElementById('review-count')?.focus();
}

type LineProps = { row: ProductRow; entry: Entry | undefined; open: boolean; onEnter: (id: string, counted: number | null) => void };

const Line = memo(function Line({ row, entry, open, onEnter }: LineProps) {
  const [text, setText] = useState<string | null>(null);
  const typed = text === null ? null : parseNumber(text);
  const wrong = typed !== null && (Number.isNaN(typed) || typed < 0);
  const tracked = row.status !== 'untracked';
  const difference = entry ? exact(entry.counted - row.on_hand) : 0;
  return (
    <li className="item count-line">
      <span className="grow">
        <span className="title">{row.name}</span>
        <span className="soft">
          {[row.code, row.unit].filter(Boolean).join(' · ')}
          {(open || entry) && tracked && ` · ${t('counts.expected', { quantity: quantity(row.on_hand) })}`}
        </span>
        {wrong && <span className="danger">{t('check.quantity')}</span>}
        {entry && !wrong && (
          <span className={difference === 0 || !tracked ? 'ok' : 'warn'}>
            {!tracked ? t('counts.first_time') : difference === 0 ? t('counts.as_expected') : t('counts.differs', { difference: signed(difference) })}
          </span>
        )}
      </span>
      <span className={wrong ? 'input wrong' : 'input'}>
        <input
          inputMode="decimal"
          autoComplete="off"
          enterKeyHint="next"
          data-product={row.id}
          aria-label={t('counts.counted_of', { name: row.name, unit: row.unit })}
          aria-invalid={wrong || undefined}
          value={text ?? (entry ? quantityToText(entry.counted) : '')}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setText(event.target.value);
            const value = parseNumber(event.target.value);
            onEnter(row.id, value === null || Number.isNaN(value) || value < 0 ? null : exact(value));
          }}
          onBlur={() => !wrong && setText(null)}
        />
        {entry && <Icon name="check" size={20} />}
      </span>
    </li>
  );
});
