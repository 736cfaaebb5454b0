import { useState } from 'react';
import { Problem } from '@/kernel/api/problem';
import { currencySign } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { amended, resend, useMirror, type Operation } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, SelectField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { askedAbout, corrected, wrong, type Part, type Payload, type Question, type Restate } from './correct';

type Props = { operation: Operation; restate: Restate | undefined; onClose: () => void };

/** Where nobody knows better: what is shown carries the fields of the payload by their names. */
const byNames: Restate = ({ payload: before, effects, label }, payload) => ({
  effects: amended(effects, Object.fromEntries(Object.entries(payload).filter(([name, value]) => value !== before[name]))),
  label: typeof payload.name === 'string' ? { ...label, title: payload.name } : label,
});

/** Asks for what the server refused, field by field, and sends the operation again as it is then. */
export function CorrectDialog({ operation, restate = byNames, onClose }: Props) {
  const products = useMirror<{ name: string }>('product').byId;
  const [{ parts, messages }] = useState(() => askedAbout(operation, (line) => products.get(productOf(operation, line))?.name ?? t('picker.product')));
  const questions = parts.flatMap((part) => part.questions);
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const form = useForm<Record<string, string>>(
    Object.fromEntries(questions.map(({ key, text }) => [key, text])),
    (values) => Object.fromEntries(parts.filter(({ key }) => !removed.has(key)).flatMap((part) => part.questions.map((one) => [one.key, wrong(one, values[one.key] ?? '')]))),
    // What the server said stands at the fields until they are written anew.
    operation.last_error && new Problem(operation.last_error.status, { ...operation.last_error, errors: [] }),
  );
  const [said, setSaid] = useState(() => new Map(questions.map(({ key, message }) => [key, message])));
  const change = (key: string, text: string) => {
    form.set(key, text);
    setSaid((now) => new Map(now).set(key, null));
  };
  const send = async () => {
    const done = await form.submit(async (values) => {
      const payload = corrected(operation, parts, values, removed);
      if (payload && isEmptied(payload)) throw new Problem(422, { code: 'no_line', title: t('correct.no_line') });
      await resend(operation.op_id, payload ? { payload, ...restate(operation, payload) } : undefined);
    });
    if (!done) return;
    toast(t('sent.here'));
    onClose();
  };
  const leave = (key: string, out: boolean) =>
    setRemoved((now) => {
      const next = new Set(now);
      if (out) next.add(key);
      else next.delete(key);
      return next;
    });
  const ask = (question: Question) => (
    <Input key={question.key} question={question} text={form.values[question.key] ?? ''} error={form.errors[question.key] ?? said.get(question.key) ?? undefined} onChange={(text) => change(question.key, text)} />
  );
  return (
    <Dialog
      title={t('correct.title', { what: t(`operation.${operation.type}`) })}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          {parts.length > 0 && (
            <Button type="submit" icon="upload" busy={form.busy}>
              {t('correct.send')}
            </Button>
          )}
        </>
      }
    >
      <div className="stack">
        <p className="strong">{operation.label.title}</p>
        <FormError error={form.problem} />
        {messages.map((message) => (
          <p key={message} className="danger">
            {message}
          </p>
        ))}
        {parts.length === 0 && <p>{t('correct.nothing')}</p>}
        {parts.map((part) =>
          part.key === '' ? (
            part.questions.map(ask)
          ) : (
            <Line key={part.key} part={part} out={removed.has(part.key)} onLeave={(out) => leave(part.key, out)}>
              {part.questions.map(ask)}
            </Line>
          ),
        )}
      </div>
    </Dialog>
  );
}

/** A line of goods: its name, what is asked about it, and the choice to leave it out. */
function Line({ part, out, onLeave, children }: { part: Part; out: boolean; onLeave: (out: boolean) => void; children: React.ReactNode }) {
  return (
    <fieldset className="field stack">
      <legend className="label">{part.title}</legend>
      {part.message && <p className="danger">{part.message}</p>}
      {!out && children}
      {part.removable && <Check label={t('correct.remove')} checked={out} onChange={(event) => onLeave(event.target.checked)} />}
    </fieldset>
  );
}

function Input({ question, text, error, onChange }: { question: Question; text: string; error: string | undefined; onChange: (text: string) => void }) {
  const { kind, label, optional, choices } = question;
  const field = { label, error, optional, value: text, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  switch (kind) {
    case 'money':
      return <NumberField {...field} suffix={currencySign()} />;
    case 'quantity':
      return <NumberField {...field} />;
    case 'day':
      return <TextField {...field} type="date" />;
    case 'email':
      return <TextField {...field} type="email" autoComplete="off" />;
    case 'phone':
      return <TextField {...field} type="tel" autoComplete="off" />;
    case 'choice':
      return (
        <SelectField {...field}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </SelectField>
      );
    default:
      return text.length > 60 ? <TextArea {...field} /> : <TextField {...field} autoComplete="off" />;
  }
}

const isEmptied = (payload: Payload): boolean => Object.values(payload).some((value) => Array.isArray(value) && value.length === 0);

/** A line of a return names the line that was sold, whose product stands in what the return shows. */
function productOf({ effects }: Operation, line: Record<string, unknown>): string {
  if (typeof line.product_id === 'string') return line.product_id;
  for (const { set } of effects) {
    const rows = Array.isArray(set?.lines) ? (set.lines as unknown[][]) : [];
    const sold = rows.find(([id]) => id === line.line_id);
    if (sold) return String(sold[1]);
  }
  return '';
}
