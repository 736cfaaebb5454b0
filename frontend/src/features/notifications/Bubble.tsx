import type { SentMessage } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';

/** A message as whoever gets it sees it: WhatsApp with its answers to tap, a short message, a letter, a sign on the phone. */
export function Bubble({ message }: { message: Pick<SentMessage, 'channel' | 'title' | 'body' | 'replies' | 'created_at' | 'sent_at' | 'state'> }) {
  const { channel, title, body, replies, state } = message;
  const ticks = state === 'read' || state === 'delivered' ? 'checks' : state === 'sent' ? 'check' : 'clock';
  return (
    <div className={`chat ${channel}`}>
      <div className="bubble">
        {title && <strong>{title}</strong>}
        <p>{body}</p>
        <span className="when num">
          {date(message.sent_at ?? message.created_at, 'time')}
          {channel === 'whatsapp' && <Icon name={ticks} size={18} />}
        </span>
      </div>
      {channel === 'whatsapp' && replies.length > 0 && (
        <ul className="replies" aria-label={t('sent.replies')}>
          {replies.map((reply) => (
            <li key={reply}>
              <Icon name="undo" size={18} />
              {reply.charAt(0).toUpperCase() + reply.slice(1)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
