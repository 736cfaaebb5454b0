import { useMemo, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { money, quantity, signed } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { useMirror, useOperations } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import type { ProductRow } from '@/entities/product/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { TextArea } from '@/ui/Field';
import { Item } from '@/ui/List';
import { toast } from '@/ui/Toast';
import { movedSince, review, sheet, sums, type Reviewed } from './counting';
import { recordCount } from './offline';

/** The server takes this many lines in one count. */
const LINES = 1000;

type Sale = { status: string; occurred_at: string; lines: unknown[][] };

/** What the count changes, before it does: differences in units and, for who may see costs, in money. */
export function CountReview({ seesCost, onBack, onDone }: { seesCost: boolean; onBack: () => void; onDone: () => void }) {
  const now = useStore(sheet)!;
  const products = useMirror<ProductRow>('product').byId;
  const sales = useMirror<Sale>('sale').rows;
  const operations = useOperations();
  const [busy, setBusy] = useState(false);
  const lines = useMemo(() => review(now, products, movedSince(now.entries, sales, operations)), [now, products, sales, operations]);
  const { differing, missing, surplus } = sums(lines);
  const skipped = now.ids.length - lines.length;

  const confirm = async () => {
    setBusy(true);
    const occurred_at = new Date().toISOString();
    try {
      for (let from = 0; from < lines.length; from += LINES) {
        const part = lines.slice(from, from + LINES);
        await recordCount({
          id: sheet.get()!.id,
          title: now.title,
          detail: t('counts.products', { count: part.length }),
          scope: now.scope,
          note: now.note.trim() || null,
          lines: part,
          occurred_at,
        });
        // What is recorded leaves the sheet, so that a second try after a full disk repeats nothing.
        const entries = { ...sheet.get()!.entries };
        for (const { product_id } of part) delete entries[product_id];
        sheet.set({ ...sheet.get()!, id: newId(), entries });
      }
      sheet.set(null);
      onDone();
    } catch (error) {
      setBusy(false);
      toast(explain(error).title, { bad: true });
    }
  };

  return (
    <div className="stack">
      <div className="counts">
        <div>
          <strong>{lines.length}</strong>
          {t('counts.counted', { count: lines.length })}
        </div>
        <div className={differing ? 'bad' : 'good'}>
          <strong>{differing}</strong>
          {t('counts.differences', { count: differing })}
        </div>
        {seesCost && (
          <>
            <div>
              <strong className="num">{money(missing)}</strong>
              {t('counts.missing')}
            </div>
            <div>
              <strong className="num">{money(surplus)}</strong>
              {t('counts.surplus')}
            </div>
          </>
        )}
      </div>
      {skipped > 0 && <p className="notice">{t('counts.skipped', { count: skipped })}</p>}
      <Card flush title={t('counts.lines')}>
        <ul className="list">
          {lines.map((line) => (
            <li key={line.product_id}>
              <Item title={line.name} detail={detailOf(line)} side={<Difference line={line} seesCost={seesCost} />} />
            </li>
          ))}
        </ul>
      </Card>
      <Card>
        <TextArea label={t('field.note')} optional maxLength={2000} value={now.note} onChange={(event) => sheet.set({ ...now, note: event.target.value })} />
      </Card>
      <div className="sticky-foot row">
        <Button look="second" icon="back" onClick={onBack}>
          {t('counts.back')}
        </Button>
        <span className="grow">
          <Button wide icon="check" busy={busy} disabled={!lines.length} onClick={() => void confirm()}>
            {t('counts.confirm')}
          </Button>
        </span>
      </div>
    </div>
  );
}

const detailOf = ({ tracked, expected, counted, moved, unit }: Reviewed): string =>
  [
    tracked && t('counts.expected', { quantity: quantity(expected) }),
    t('counts.found', { quantity: quantity(counted, unit) }),
    moved !== 0 && t('counts.moved', { quantity: signed(moved) }),
  ]
    .filter(Boolean)
    .join(' · ');

export function Difference({ line, seesCost }: { line: { difference: number; value: number | null }; seesCost: boolean }) {
  return (
    <>
      <strong className={`num ${line.difference < 0 ? 'danger' : line.difference > 0 ? 'warn' : 'ok'}`}>{line.difference === 0 ? '=' : signed(line.difference)}</strong>
      {seesCost && line.difference !== 0 && <span className="soft num">{money(line.value)}</span>}
    </>
  );
}
