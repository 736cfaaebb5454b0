import { useEffect, useRef, useState } from 'react';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Field } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { FormError } from '@/ui/states';
import { CameraError, openCamera, type Camera, type CameraTrouble } from './camera';
import { openReader } from './reader';
import type { Reader } from './types';
import { signalFound } from './signal';

type Props<T> = {
  /** Finds what carries the code; null when nothing does. May throw a Problem. */
  lookup: (code: string) => Promise<T | null>;
  /** Called for each find; the sheet stays open for the next one until it is closed. */
  onFound: (product: T) => void;
  onClose: () => void;
};

type View = 'starting' | 'seeing' | 'reader_failed' | CameraTrouble;
type Outcome = { found: string } | { unknown: string } | { problem: unknown };

/** The same label stays before the camera while the hand takes the next piece. */
const SAME_AGAIN_MS = 2500;
/** Between two looks: eight a second leave a cheap phone time to draw. */
const REST_MS = 90;

const TROUBLES = { blocked: 'scan.blocked', missing: 'scan.missing', busy: 'scan.busy', unsupported: 'scan.unsupported', reader_failed: 'scan.reader_failed' } as const;

/** Reads barcodes by the camera, or takes a code by hand where there is none. */
export default function ScannerSheet<T extends { name: string }>({ lookup, onFound, onClose }: Props<T>) {
  const video = useRef<HTMLVideoElement>(null);
  const [view, setView] = useState<View>('starting');
  const [attempt, setAttempt] = useState(0);
  const [torch, setTorch] = useState<Camera['torch']>(null);
  const [lit, setLit] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const take = async (code: string): Promise<void> => {
    setBusy(true);
    try {
      const product = await lookup(code);
      if (product) {
        signalFound();
        onFound(product);
        setTyped('');
      }
      setOutcome(product ? { found: product.name } : { unknown: code });
    } catch (problem) {
      setOutcome({ problem });
    } finally {
      setBusy(false);
    }
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let over = false;
    let camera: Camera | null = null;
    const run = async () => {
      camera = await openCamera(element);
      if (over) return camera.stop();
      setTorch(() => camera?.torch ?? null);
      let read: Reader;
      try {
        read = await openReader();
      } catch {
        camera.stop();
        if (!over) setView('reader_failed');
        return;
      }
      if (!over) setView('seeing');
      let last = { code: '', at: 0 };
      while (!over) {
        const code = document.hidden ? null : await read(element);
        if (over) return;
        if (code) {
          const fresh = code !== last.code || Date.now() - last.at > SAME_AGAIN_MS;
          if (fresh) await latest.current(code);
          last = { code, at: Date.now() };
        }
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
      }
    };
    run().catch((error: unknown) => {
      camera?.stop();
      if (!over) setView(error instanceof CameraError ? error.trouble : 'reader_failed');
    });
    return () => {
      over = true;
      camera?.stop();
    };
  }, [attempt]);

  const trouble = view !== 'starting' && view !== 'seeing' ? view : null;
  return (
    <Dialog
      title={t('scan.title')}
      onClose={onClose}
      foot={
        <Button look="second" onClick={onClose}>
          {t('action.done')}
        </Button>
      }
    >
      <div className="stack">
        {trouble ? (
          <div className="notice" role="alert" style={{ marginBottom: 0 }}>
            <Icon name="alert" />
            <span className="grow">{t(TROUBLES[trouble])}</span>
          </div>
        ) : (
          <p className="soft" role="status">
            {view === 'starting' ? t('scan.starting') : t('scan.aim')}
          </p>
        )}
        <div className="scanner" hidden={trouble !== null}>
          <video ref={video} muted playsInline aria-hidden="true" />
          <i aria-hidden="true" />
        </div>
        <div className="row wrap">
          {trouble && trouble !== 'unsupported' && (
            <Button
              look="second"
              icon="refresh"
              onClick={() => {
                setView('starting');
                setAttempt(attempt + 1);
              }}
            >
              {t('scan.again')}
            </Button>
          )}
          {view === 'seeing' && torch && (
            <Button
              look="second"
              icon="torch"
              aria-pressed={lit}
              onClick={() => {
                const next = !lit;
                // A lamp that another application holds stays as it is.
                torch(next).then(() => setLit(next), () => setTorch(null));
              }}
            >
              {t('scan.torch')}
            </Button>
          )}
        </div>
        <div role="status" aria-live="polite">
          {outcome && 'found' in outcome && (
            <p className="notice good" style={{ marginBottom: 0 }}>
              <Icon name="check" />
              {t('scan.found', { name: outcome.found })}
            </p>
          )}
          {outcome && 'unknown' in outcome && (
            <p className="notice" style={{ marginBottom: 0 }}>
              <Icon name="alert" />
              {t('scan.unknown', { code: outcome.unknown })}
            </p>
          )}
        </div>
        {outcome && 'problem' in outcome && <FormError error={outcome.problem} />}
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            // The form in which the scanner was opened is not sent by this.
            event.stopPropagation();
            if (typed.trim()) void take(typed.trim());
          }}
        >
          <Field label={t('scan.typed')}>
            {(wiring) => (
              <div className="row">
                <div className="input grow">
                  <input {...wiring} value={typed} inputMode="numeric" autoComplete="off" enterKeyHint="search" onChange={(event) => setTyped(event.target.value)} />
                </div>
                <Button type="submit" look="second" icon="search" busy={busy}>
                  {t('scan.find')}
                </Button>
              </div>
            )}
          </Field>
        </form>
      </div>
    </Dialog>
  );
}
