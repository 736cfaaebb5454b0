import type { Role } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Choices } from '@/ui/Field';

const ROLES = ['owner', 'manager', 'employee', 'viewer'] as const satisfies readonly Role[];

export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  return (
    <Choices<Role>
      label={t('field.role')}
      name="role"
      value={role}
      onChange={onChange}
      choices={ROLES.map((value) => ({ value, label: t(`role.${value}`), hint: t(`role_hint.${value}`) }))}
    />
  );
}
