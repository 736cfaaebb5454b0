import { useState, type ComponentType } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { lookupHere, type Lookup } from '../lookup';

type Sheet = ComponentType<{ lookup: Lookup; onFound: (product: StockLevel) => void; onClose: () => void }>;
type Props = { onFound: (product: StockLevel) => void; lookup?: Lookup; once?: boolean };

/** Opens the scanner, whose parts are loaded by the first tap. With `once` the first find closes it. */
export function ScanButton({ onFound, lookup = lookupHere, once }: Props) {
  const [Sheet, setSheet] = useState<Sheet | null>(null);
  const close = () => setSheet(null);
  const open = () =>
    import('./ScannerSheet').then(
      ({ default: loaded }) => setSheet(() => loaded),
      () => toast(t('scan.reader_failed'), { bad: true }),
    );
  return (
    <>
      <button type="button" className="button second compact" onClick={() => void open()}>
        <Icon name="barcode" size={22} />
        <span>{t('scan.open')}</span>
      </button>
      {Sheet && (
        <Sheet
          lookup={lookup}
          onClose={close}
          onFound={(product) => {
            if (once) close();
            onFound(product);
          }}
        />
      )}
    </>
  );
}
