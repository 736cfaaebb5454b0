import { useId, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { t } from '@/kernel/i18n';
import { UnreadablePicture } from '@/kernel/picture';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import type { MissionCopy, PhotoKind } from '@/entities/mission/copy';
import { addPhoto } from './offline';

/** Opens the camera of the phone, or its pictures. */
export function TakePhoto({ mission, kind }: { mission: MissionCopy; kind: PhotoKind }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    try {
      await addPhoto(mission, kind, file);
    } catch (error) {
      toast(error instanceof UnreadablePicture ? t('mission.photo.unreadable') : explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="take-photo">
      <input
        id={id}
        type="file"
        accept="image/*"
        capture="environment"
        disabled={busy}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same picture may be chosen once more.
          event.target.value = '';
          if (file) void take(file);
        }}
      />
      <label htmlFor={id} className="button second wide" aria-busy={busy || undefined}>
        {busy ? <span className="spinner" aria-hidden="true" /> : <Icon name="camera" size={20} />}
        {t(`mission.take.${kind}`)}
      </label>
    </div>
  );
}
