import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Role, User } from '@/kernel/api/types';
import { age } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Avatar, RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { usersQuery } from './queries';
import { RoleChoice } from './RoleChoice';

/** Who works here, and what each may do. */
export function UsersCard({ myId, mayWrite }: { myId: string; mayWrite: boolean }) {
  const query = useQuery(usersQuery());
  const [edited, setEdited] = useState<User | null>(null);
  return (
    <Card flush title={t('team.people')}>
      <Loaded query={query}>
        {({ items }) => (
          <ul className="list">
            {items.map((user) => (
              <li key={user.id} className="item">
                <RowMain
                  label={t('action.edit_name', { name: user.full_name })}
                  onClick={mayWrite && user.id !== myId && user.role !== 'provider' ? () => setEdited(user) : undefined}
                >
                  <Avatar name={user.full_name} />
                  <span className="grow">
                    <span className="title clip">
                      {user.full_name}
                      {user.id === myId && <span className="soft"> {t('team.you')}</span>}
                    </span>
                    <span className="soft">
                      {t(`role.${user.role}`)} · {user.last_seen_at ? t('settings.seen', { age: age(user.last_seen_at) }) : (user.email ?? user.phone)}
                    </span>
                  </span>
                </RowMain>
                {!user.is_active && <Pill>{t('team.inactive')}</Pill>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {edited && <UserDialog user={edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}

function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const [role, setRole] = useState(user.role as Role);
  const change = useMutation({
    mutationFn: (body: { role?: Role; is_active?: boolean }) =>
      take<User>(api.PATCH('/api/v1/users/{user_id}', { params: { path: { user_id: user.id } }, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['users'] });
      toast(t('saved.user'));
      onClose();
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  return (
    <Dialog
      title={user.full_name}
      onClose={onClose}
      onSubmit={() => change.mutate({ role })}
      foot={
        <>
          <Button look={user.is_active ? 'bad-plain' : 'second'} onClick={() => change.mutate({ is_active: !user.is_active })}>
            {user.is_active ? t('team.deactivate') : t('team.activate')}
          </Button>
          <Button type="submit" busy={change.isPending} disabled={role === user.role}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={change.error} />
        <RoleChoice role={role} onChange={setRole} />
      </div>
    </Dialog>
  );
}
