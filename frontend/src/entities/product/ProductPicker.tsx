import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { toast } from '@/ui/Toast';
import { lookupOnline, type Lookup } from './lookup';
import { productSearchQuery } from './queries';
import { ScanButton } from './scanner/ScanButton';
import { signalFound } from './scanner/signal';
import { useWedge } from './scanner/useWedge';
import { looksLikeCode, WedgeReader } from './scanner/wedge';

type Props = {
  onPick: (product: StockLevel) => void;
  /** Finds what a scanner has read, by barcode or code; asks the server unless the caller knows better. */
  lookup?: Lookup;
};

/**
 * Finds a product by name or code; its price and what is left stand beside it. A barcode comes by the camera or by a
 * hardware scanner, which types it and presses Enter before any list could have come: that Enter looks the code up.
 */
export function ProductPicker({ onPick, lookup = lookupOnline }: Props) {
  const [text, setText] = useState('');
  const [wedge] = useState(() => new WedgeReader());
  const search = useDeferredValue(text);
  const query = useQuery({ ...productSearchQuery(search), placeholderData: keepPreviousData });

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
        loading={query.isFetching}
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
        options={(query.data?.items ?? []).map((level) => ({
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
