import { useEffect, useId, useRef, type ReactNode } from 'react';
import { t } from '@/kernel/i18n';
import { Button, IconButton } from './Button';

type Props = { title: string; onClose: () => void; children: ReactNode; foot?: ReactNode; onSubmit?: () => void };

/** A native modal dialog: a sheet from below on a phone. With `onSubmit` its content is a form. */
export function Dialog({ title, onClose, children, foot, onSubmit }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const inside = (
    <>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{foot}</div>}
    </>
  );
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className="dialog-head">
        <h2 id={id} className="grow">
          {title}
        </h2>
        <IconButton icon="close" label={t('action.close')} onClick={onClose} />
      </div>
      {onSubmit ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      ) : (
        inside
      )}
    </dialog>
  );
}

type ConfirmProps = { title: string; text: string; action: string; busy?: boolean; onConfirm: () => void; onClose: () => void; children?: ReactNode };

/** Asks once before something that cannot be taken back by one tap. */
export function Confirm({ title, text, action, busy, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={onConfirm}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.keep')}
          </Button>
          <Button look="bad" type="submit" busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{text}</p>
        {children}
      </div>
    </Dialog>
  );
}
