import { useEffect, useState } from 'react';
import { authorized } from '@/kernel/api/client';
import { explain, problemOf } from '@/kernel/api/problem';
import { bytes } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { toast } from '@/ui/Toast';

type Props = { mission: string; photo: string; name: string; size?: number; isWhole: boolean };

/** A photo that is at the server alone: it costs bytes, so somebody says that they want to see it. */
export function FarPhoto({ mission, photo, name, size, isWhole }: Props) {
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address]);
  const fetchIt = async () => {
    setBusy(true);
    try {
      const response = await authorized(new Request(new URL(`/api/v1/missions/${mission}/photos/${photo}`, location.origin)));
      if (!response.ok) throw await problemOf(response);
      setAddress(URL.createObjectURL(await response.blob()));
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  if (address) return <img src={address} alt={name} />;
  return (
    <span className="no-photo">
      {isWhole ? (
        <Button small look="plain" busy={busy} onClick={() => void fetchIt()}>
          {size === undefined ? t('mission.photo.show') : t('mission.photo.see', { size: bytes(size) })}
        </Button>
      ) : (
        <span className="soft">{t('mission.photo.coming')}</span>
      )}
    </span>
  );
}
