import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { toast } from '@/ui/Toast';
import { lookupHere, type Lookup } from './lookup';
import { byName, findProducts, useProducts } from './mirror';
import { productSearchQuery } from './queries';
import { ScanButton } from './scanner/ScanButton';
import { signalFound } from './scanner/signal';
import { useWedge } from './scanner/useWedge';
import { looksLikeCode, WedgeReader } from './scanner/wedge';

const SHOWN = 20;

type Props = {
  onPick: (product: StockLevel) => void;
  /** Finds what a scanner has read, by barcode or code; on this device first. */
  lookup?: Lookup;
};

/**
 * Finds a product by name or code; its price and what is left stand beside it. Without network as
 * with. A barcode comes by the camera or by a
 * hardware scanner, which types it and presses Enter before any list could have come: that Enter looks the code up.
 */
export function ProductPicker({ onPick, lookup = lookupHere }: Props) {
  const [text, setText] = useState('');
  const [wedge] = useState(() => new WedgeReader());
  const search = useDeferredValue(text);
  const { rows, level, complete, loading } = useProducts();
  const sorted = useMemo(() => rows.filter(({ is_active }) => is_active).sort((a, b) => byName(a.name, b.name)), [rows]);
  const here = findProducts(sorted, search).slice(0, SHOWN).map(level);
  // Only while this device does not have everything yet.
  const query = useQuery({ ...productSearchQuery(search), placeholderData: keepPreviousData, enabled: !complete && !loading });
  const levels = complete ? here : (query.data?.items ?? here);

  const takeCode = async (code: string): Promise<void> => {
    try {
      const product = await lookup(code);
      if (product) {
        signalFound();
        onPick(product);
      } else toast(t('scan.unknown', { code }), { bad: true });
    } catch (error) {
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    }
  };
  useWedge((code) => void takeCode(code));

  return (
    <div className="with-scan">
      <Combobox
        label={t('picker.product')}
        placeholder={t('picker.product_hint')}
        chosen=""
        loading={loading || query.isFetching}
        onType={setText}
        onChoose={onPick}
        onKey={(event, typed) => {
          const scanned = wedge.key(event.key, event.timeStamp);
          // Whole digits win: a hiccup in the middle of a scan leaves the rhythm only the end of them.
          const code = event.key === 'Enter' && looksLikeCode(typed) ? typed : scanned;
          if (code === null) return false;
          void takeCode(code);
          return true;
        }}
        options={levels.map((level) => ({
          key: level.product_id,
          label: level.name,
          value: level,
          detail: (
            <span className="side-text soft num">
              <span>{money(level.sale_price)}</span>
              <span className={level.on_hand <= 0 ? 'danger' : undefined}>{quantity(level.on_hand, level.unit)}</span>
            </span>
          ),
        }))}
      />
      <ScanButton lookup={lookup} onFound={onPick} />
    </div>
  );
}
