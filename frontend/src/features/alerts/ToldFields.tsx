import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Card } from '@/ui/Card';
import { Check } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import type { Errors, useForm } from '@/ui/useForm';
import { PickSeveral } from './Picked';
import { ROLES, type RuleValues } from './rule';

type Person = { id: string; name: string; role: string };
type Props = { values: RuleValues; set: ReturnType<typeof useForm<RuleValues>>['set']; errors: Errors<RuleValues> };

/** Who is told: everybody of a role, and people besides. */
export function ToldFields({ values: { roles, user_ids }, set, errors }: Props) {
  const people = useMirror<Person>('person');
  // Who is told by their role already need not be chosen.
  const others = people.rows.filter(({ id, role }) => user_ids.includes(id) || !roles.some((one) => one === role));
  return (
    <Card>
      <div className="stack">
        <fieldset className="field">
          <legend className="label">{t('rules.roles')}</legend>
          <div className="checks">
            {ROLES.map((role) => (
              <Check key={role} label={t(`role.${role}`)} checked={roles.includes(role)} onChange={(event) => set('roles', ROLES.filter((one) => (one === role ? event.target.checked : roles.includes(one))))} />
            ))}
          </div>
          {errors.roles && (
            <span className="error" role="alert">
              <Icon name="alert" size={20} />
              {errors.roles}
            </span>
          )}
        </fieldset>
        <PickSeveral label={t('rules.people')} optional rows={others} loading={people.loading} ids={user_ids} onChange={(ids) => set('user_ids', ids)} />
      </div>
    </Card>
  );
}
