import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keepPicture, usePicture } from '@/kernel/api/picture';
import { explain } from '@/kernel/api/problem';
import type { ProviderDetail } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { shrunk, UnreadablePicture } from '@/kernel/picture';
import { Button } from '@/ui/Button';
import { Avatar } from '@/ui/List';
import { toast } from '@/ui/Toast';
import { providersChanged } from './reads';

/** The face that clients see before somebody rings at their door. */
export function PhotoPart({ provider, mayWrite }: { provider: ProviderDetail; mayWrite: boolean }) {
  const client = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const path = `/api/v1/providers/${provider.id}/photo`;
  const keep = useMutation({
    mutationFn: async (file: File) => keepPicture(path, await shrunk(file, { side: 640, bytes: 90_000 })),
    onSuccess: async () => {
      toast(t('providers.photo_kept'));
      await Promise.all([providersChanged(client), client.invalidateQueries({ queryKey: ['picture', path] })]);
    },
    onError: (error) => toast(error instanceof UnreadablePicture ? t('requests.photo_unreadable') : explain(error).title, { bad: true }),
  });
  return (
    <div className="stack tight face">
      {provider.has_photo ? <Face path={path} name={provider.name} /> : <Avatar name={provider.name} />}
      {mayWrite && (
        <Button look="plain" small busy={keep.isPending} onClick={() => chooser.current?.click()}>
          {t(provider.has_photo ? 'providers.change_photo' : 'providers.add_photo')}
        </Button>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        accept="image/*"
        aria-label={t('providers.add_photo')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) keep.mutate(file);
        }}
      />
    </div>
  );
}

function Face({ path, name }: { path: string; name: string }) {
  const { image, blob } = usePicture(path);
  return (
    <>
      {!blob && <Avatar name={name} />}
      <img ref={image} hidden={!blob} alt={t('providers.photo_of', { name })} />
    </>
  );
}
