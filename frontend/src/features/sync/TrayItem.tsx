import { useState, type ReactNode } from 'react';
import { explain, Problem } from '@/kernel/api/problem';
import { age, date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { discard, mayChange, resend, useMirror, type Operation } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { toast } from '@/ui/Toast';
import { differences } from './fields';

/** Opens the form in which an operation can be corrected. */
export type Fix = (operation: Operation) => () => void;

type Props = { operation: Operation; fix: Fix; me: string; dependants: number };

/** One operation: what it is, why it is still here, and what can be done about it. */
export function TrayItem({ operation, fix, me, dependants }: Props) {
  const { status, label, type, user_id } = operation;
  const people = useMirror<{ name: string }>('person').byId;
  const [discarding, setDiscarding] = useState(false);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const stuck = status === 'rejected' || status === 'conflict';
  const correct = stuck && mayChange(operation) ? fix(operation) : null;
  return (
    <div className="item" style={{ flexWrap: 'wrap', alignItems: 'flex-start' }}>
      <span className="grow">
        <span className="title">{t(`operation.${type}`)}</span>
        <span>{label.title}</span>
        <span className="soft">
          {[label.detail, date(operation.occurred_at, 'moment'), user_id === me ? null : (people.get(user_id)?.name ?? t('queue.somebody'))]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <Why operation={operation} />
      </span>
      {label.amount !== undefined && <strong className="num">{money(label.amount)}</strong>}
      {status === 'conflict' && <Conflict operation={operation} />}
      {(stuck || (status === 'waiting_auth' && mayChange(operation))) && (
        <span className="row wrap" style={{ width: '100%' }}>
          {status === 'conflict' && differences(operation).length > 0 ? (
            <>
              <Button small busy={busy} onClick={() => void run(() => keepMine(operation))}>
                {t('queue.keep_mine')}
              </Button>
              <Button small look="second" busy={busy} onClick={() => void run(() => discard(operation.op_id))}>
                {t('queue.take_theirs')}
              </Button>
            </>
          ) : (
            <>
              {correct && (
                <Button small icon="edit" onClick={correct}>
                  {t('queue.fix')}
                </Button>
              )}
              {stuck && (
                <Button small look="second" icon="refresh" busy={busy} onClick={() => void run(() => again(operation))}>
                  {t('queue.again')}
                </Button>
              )}
              <Button small look="bad-plain" icon="trash" onClick={() => setDiscarding(true)}>
                {t('queue.discard')}
              </Button>
            </>
          )}
        </span>
      )}
      {discarding && (
        <Confirm
          title={t('queue.discard_title')}
          text={t('queue.discard_text', { what: [t(`operation.${type}`), label.title, label.amount === undefined ? '' : money(label.amount)].filter(Boolean).join(' · ') })}
          action={t('queue.discard')}
          busy={busy}
          onConfirm={() => void run(() => discard(operation.op_id))}
          onClose={() => setDiscarding(false)}
        >
          {dependants > 0 && <p>{t('queue.discard_dependants', { count: dependants })}</p>}
        </Confirm>
      )}
    </div>
  );
}

/** As it was; on top of what now stands at the server where only that was in the way. */
const again = (operation: Operation): Promise<Operation> =>
  operation.last_error?.code === 'version_conflict' ? keepMine(operation) : resend(operation.op_id);

/** The same once more, as made on top of what now stands at the server. */
function keepMine({ op_id, verdict }: Operation): Promise<Operation> {
  const version = verdict?.current?.version;
  return typeof version === 'number' ? resend(op_id, { base_version: version }) : resend(op_id);
}

function Why({ operation }: { operation: Operation }) {
  const { status, last_error, next_at, in_doubt } = operation;
  if (status === 'acked') {
    if (operation.verdict?.result?.noted === true) return <span className="warn">{t('queue.noted')}</span>;
    const number = operation.verdict?.result?.number;
    return <span className="ok">{typeof number === 'string' ? t('sent.numbered', { number }) : t('queue.arrived', { age: age(operation.acked_at ?? 0) })}</span>;
  }
  if (status === 'sending') return <span className="soft">{t('queue.sending')}</span>;
  if (status === 'waiting_auth') return <span className="warn">{last_error?.title || t('queue.sign_in')}</span>;
  if (status === 'pending') {
    if (!last_error) return null;
    const reason = last_error.code === 'waiting' ? t('queue.waits_for') : explain(new Problem(last_error.status, { ...last_error })).title;
    return (
      <span className="soft">
        {reason}
        {next_at > last_error.at && ` · ${t('queue.next_try', { time: date(next_at, 'time') })}`}
        {in_doubt && ` · ${t('queue.in_doubt')}`}
      </span>
    );
  }
  return (
    <span className="danger">
      <strong>{last_error?.title}</strong>{' '}
      {last_error?.code === 'not_found' ? t('queue.not_found') : differences(operation).length ? t('queue.choose') : last_error?.detail}
      {last_error?.errors.map(({ field, message }) => (
        <span key={field} style={{ display: 'block' }}>
          {message}
        </span>
      ))}
    </span>
  );
}

function Conflict({ operation }: { operation: Operation }) {
  const found = differences(operation);
  if (!found.length) return null;
  return (
    <div style={{ width: '100%' }}>
      <table className="sides">
        <thead>
          <tr>
            <Head>{t('queue.field')}</Head>
            <Head>{t('queue.mine')}</Head>
            <Head>{t('queue.theirs')}</Head>
          </tr>
        </thead>
        <tbody>
          {found.map(({ field, name, mine, theirs }) => (
            <tr key={field}>
              <th scope="row">{name}</th>
              <td>{mine}</td>
              <td>{theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Head = ({ children }: { children: ReactNode }) => <th scope="col">{children}</th>;
