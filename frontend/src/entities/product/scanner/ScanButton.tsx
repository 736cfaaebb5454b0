import { useState } from 'react';
import { createPortal } from 'react-dom';
import type { StockLevel } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { lookupHere, type Lookup } from '../lookup';
import type ScannerSheet from './ScannerSheet';

type Find<T> = { lookup: (code: string) => Promise<T | null>; onFound: (found: T) => void; once?: boolean };

/** Opens the scanner, whose parts are loaded by the first tap. With `once` the first find closes it. */
function Scan<T extends { name: string }>({ lookup, onFound, once }: Find<T>) {
  const [Sheet, setSheet] = useState<typeof ScannerSheet | null>(null);
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
      {Sheet &&
        // Outside of the form in which the button may stand: forms hold no forms.
        createPortal(
          <Sheet<T>
            lookup={lookup}
            onClose={close}
            onFound={(found) => {
              if (once) close();
              onFound(found);
            }}
          />,
          document.body,
        )}
    </>
  );
}

/** Scans for products; on this device first. */
export const ScanButton = ({ lookup = lookupHere, ...find }: { onFound: (product: StockLevel) => void; lookup?: Lookup; once?: boolean }) => <Scan lookup={lookup} {...find} />;

/** Scans a code as it is, whatever carries it. */
export const ScanCode = ({ onCode }: { onCode: (code: string) => void }) => <Scan once lookup={async (code) => ({ name: code })} onFound={({ name }) => onCode(name)} />;
