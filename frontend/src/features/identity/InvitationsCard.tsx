import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { InvitationCreated, Role } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { emailError } from './checks';
import { invitationsQuery } from './queries';
import { RoleChoice } from './RoleChoice';

/** Invitations that still wait for an answer. */
export function InvitationsCard({ company, mayWrite }: { company: string; mayWrite: boolean }) {
  const client = useQueryClient();
  const query = useQuery(invitationsQuery());
  const [inviting, setInviting] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/invitations/{invitation_id}', { params: { path: { invitation_id: id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['invitations'] });
      toast(t('team.revoked'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  const add = mayWrite && (
    <Button icon="plus" onClick={() => setInviting(true)}>
      {t('team.invite')}
    </Button>
  );
  return (
    <Card flush title={t('team.invitations')} aside={add}>
      <Loaded query={query}>
        {({ items }) => {
          const open = items.filter((invitation) => !invitation.accepted_at && !invitation.revoked_at);
          if (!open.length) return <EmptyState icon="share" title={t('team.no_invitation')} text={t('team.no_invitation_text')} />;
          return (
            <ul className="list">
              {open.map((invitation) => (
                <li key={invitation.id} className="item">
                  <span className="grow">
                    <span className="title clip">{invitation.email}</span>
                    <span className="soft">
                      {t(`role.${invitation.role}`)} · {t('team.until', { day: date(invitation.expires_at, 'day') })}
                    </span>
                  </span>
                  {mayWrite && (
                    <Button look="bad-plain" small busy={revoke.isPending && revoke.variables === invitation.id} onClick={() => revoke.mutate(invitation.id)}>
                      {t('team.revoke')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {inviting && <InviteDialog company={company} onClose={() => setInviting(false)} />}
    </Card>
  );
}

function InviteDialog({ company, onClose }: { company: string; onClose: () => void }) {
  const client = useQueryClient();
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const [role, setRole] = useState<Role>('employee');
  const form = useForm({ email: '' }, (values) => ({ email: emailError(values.email) }));
  const send = () =>
    form.submit(async ({ email }) => {
      setMade(await take<InvitationCreated>(api.POST('/api/v1/invitations', { body: { email: email.trim(), role } })));
      void client.invalidateQueries({ queryKey: ['invitations'] });
    });

  if (made) {
    const text = t('team.share_text', { company, url: made.accept_url });
    return (
      <Dialog title={t('team.link_ready')} onClose={onClose} foot={<Button onClick={onClose}>{t('action.done')}</Button>}>
        <div className="stack">
          <p>{t('team.link_text', { email: made.email })}</p>
          <p className="notice info" style={{ wordBreak: 'break-all', marginBottom: 0 }}>
            {made.accept_url}
          </p>
          <div className="row wrap">
            <a className="button" href={`https://wa.me/?text=${encodeURIComponent(text)}`} target="_blank" rel="noreferrer">
              <Icon name="share" size={20} />
              {t('team.by_whatsapp')}
            </a>
            <Button
              look="second"
              icon="copy"
              onClick={() => void navigator.clipboard.writeText(made.accept_url).then(() => toast(t('action.copied')))}
            >
              {t('action.copy')}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('team.invite')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('team.make_link')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <TextField label={t('field.email')} type="email" autoComplete="off" autoCapitalize="none" {...form.bind('email')} />
        <RoleChoice role={role} onChange={setRole} />
      </div>
    </Dialog>
  );
}
