import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Button, IconButton } from '@/ui/Button';
import { Check, TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { SkeletonList } from '@/ui/states';
import { MOST, refused, wrongIn, wrongTold, type Other, type Told } from './recipients';

type Person = { id: string; name: string; role: string };
type Props = { value: Told; checked: boolean; problem?: unknown; onChange: (told: Told) => void };

/** Who gets the file: people of the company, and anybody else by e-mail or telephone. `checked`: what is wrong is said. `problem`: what the server answered. */
export function Recipients({ value, checked, problem, onChange }: Props) {
  const { user_ids, others } = value;
  const { rows, loading } = useMirror<Person>('person');
  const people = [...rows].sort((a, b) => a.name.localeCompare(b.name));
  const wrong = checked ? wrongTold(value) : null;
  const answers = refused(problem, value);
  const change = (index: number, part: Partial<Other>) => onChange({ user_ids, others: others.map((other, at) => (at === index ? { ...other, ...part } : other)) });
  return (
    <fieldset className="field">
      <legend className="label">{t('recipients.title')}</legend>
      {loading ? (
        <SkeletonList rows={2} height={44} />
      ) : (
        <div className="checks">
          {people.map(({ id, name, role }) => (
            <Check
              key={id}
              label={name}
              hint={t(`role.${role as 'owner'}`)}
              checked={user_ids.includes(id)}
              onChange={({ target: { checked: on } }) => onChange({ user_ids: on ? [...user_ids, id] : user_ids.filter((one) => one !== id), others })}
            />
          ))}
        </div>
      )}
      <ul className="stack">
        {others.map((other, index) => {
          const field = checked ? wrongIn(other) : null;
          return (
            <li key={index} className="recipient">
              <TextField label={t('field.name')} maxLength={120} autoComplete="off" value={other.name} error={field === 'name' ? t('check.required') : undefined} onChange={({ target }) => change(index, { name: target.value })} />
              <TextField
                label={t('recipients.contact')}
                maxLength={254}
                inputMode="email"
                autoComplete="off"
                autoCapitalize="none"
                value={other.contact}
                error={field === 'contact' ? t('recipients.check_contact') : answers.get(index)}
                onChange={({ target }) => change(index, { contact: target.value })}
              />
              <IconButton icon="close" label={t('recipients.drop', { name: other.name || t('recipients.somebody') })} onClick={() => onChange({ user_ids, others: others.filter((_, at) => at !== index) })} />
            </li>
          );
        })}
      </ul>
      {user_ids.length + others.length < MOST && (
        <div className="row">
          <Button look="plain" small icon="plus" onClick={() => onChange({ user_ids, others: [...others, { name: '', contact: '' }] })}>
            {t('recipients.add')}
          </Button>
        </div>
      )}
      {wrong && wrong !== 'incomplete' && (
        <div className="error" role="alert">
          <Icon name="alert" size={20} />
          {t(`recipients.${wrong}`)}
        </div>
      )}
    </fieldset>
  );
}
