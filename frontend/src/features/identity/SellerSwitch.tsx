import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { profileNow, useProfile } from '@/kernel/auth/session';
import { candidates, switchTo, type Candidate } from '@/kernel/auth/switching';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { PasswordField } from '@/ui/Field';
import { Avatar, Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { OtherWay, PinPad } from './PinPad';

const candidatesQuery = (tenantId: string) =>
  // Each person finds the list of the device, not one of their own.
  ({ queryKey: ['candidates', tenantId], queryFn: () => candidates(tenantId), staleTime: 0 });

/** The people who have a PIN, then the PIN of the one who takes over. */
export function SellerSwitch({ onDone }: { onDone: () => void }) {
  const { user, tenant } = useProfile();
  const query = useQuery(candidatesQuery(tenant.id));
  const { state } = useConnection();
  const [chosen, setChosen] = useState<Candidate | null>(null);
  if (chosen) {
    return (
      <Proof
        person={chosen}
        onBack={() => setChosen(null)}
        onDone={() => {
          toast(t('seller.now', { name: chosen.name }));
          onDone();
        }}
      />
    );
  }
  return (
    <Loaded query={query}>
      {(people) => {
        const others = people.filter(({ id }) => id !== user.id);
        if (!others.length) return <EmptyState icon="users" title={t('seller.nobody')} text={t('seller.nobody_text')} />;
        return (
          <ul className="list">
            {others.map((person) => (
              <li key={person.id}>
                <Item
                  lead={<Avatar name={person.name} />}
                  title={person.name}
                  detail={state === 'offline' && !person.known ? t('seller.needs_network') : t(`role.${person.role}`)}
                  onClick={() => setChosen(person)}
                />
              </li>
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}

type ProofProps = { person: { id: string; name: string }; onBack?: () => void; onDone: () => void; byPassword?: boolean };

/** The PIN of the one who takes over, or their password. */
export function Proof({ person, onBack, onDone, byPassword = false }: ProofProps) {
  const [password, setPassword] = useState(byPassword);
  const prove = async (proof: { pin: string } | { password: string }) => {
    const now = profileNow();
    if (!now) return;
    await switchTo(now, person.id, proof);
    onDone();
  };
  return (
    <div className="stack">
      {password ? (
        <PasswordProof name={person.name} onPassword={(typed) => prove({ password: typed })} />
      ) : (
        <PinPad label={t('pin.of', { name: person.name })} action={t('pin.enter')} onPin={(pin) => prove({ pin })} />
      )}
      {!byPassword && <OtherWay onPress={() => setPassword(!password)}>{password ? t('pin.use_pin') : t('pin.use_password')}</OtherWay>}
      {onBack && (
        <Button look="plain" icon="back" onClick={onBack}>
          {t('action.back')}
        </Button>
      )}
    </div>
  );
}

function PasswordProof({ name, onPassword }: { name: string; onPassword: (password: string) => Promise<void> }) {
  const form = useForm({ password: '' }, (values) => ({ password: values.password ? undefined : t('check.password_missing') }));
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(({ password }) => onPassword(password));
      }}
    >
      <FormError error={form.problem} />
      <PasswordField label={t('pin.password_of', { name })} autoComplete="off" {...form.bind('password')} />
      <Button type="submit" wide busy={form.busy}>
        {t('pin.enter')}
      </Button>
    </form>
  );
}
