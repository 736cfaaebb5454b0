import { t } from '@/kernel/i18n';
import { createStore, useStore } from '@/kernel/store';
import { Button, IconButton } from './Button';

type Message = { id: number; text: string; bad?: boolean; action?: { label: string; run: () => void }; lasting?: boolean; tag?: string };

const store = createStore<Message[]>([]);
let count = 0;

/** Says something in passing; gone after 6 s unless `lasting`. Of one `tag` only the last is shown. */
export function toast(text: string, options: Omit<Message, 'id' | 'text'> = {}): void {
  const id = (count += 1);
  store.set((messages) => [...messages.filter(({ tag }) => !tag || tag !== options.tag).slice(-2), { id, text, ...options }]);
  if (!options.lasting) setTimeout(() => dismiss(id), 6000);
}

const dismiss = (id: number) => store.set((messages) => messages.filter((message) => message.id !== id));

export function Toasts() {
  const messages = useStore(store);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {messages.map((message) => (
        <div key={message.id} className={message.bad ? 'toast bad' : 'toast'}>
          <span className="grow">{message.text}</span>
          {message.action && (
            <Button
              look="plain"
              small
              onClick={() => {
                message.action?.run();
                dismiss(message.id);
              }}
            >
              {message.action.label}
            </Button>
          )}
          <IconButton icon="close" label={t('action.close')} onClick={() => dismiss(message.id)} />
        </div>
      ))}
    </div>
  );
}
