import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Me } from '@/kernel/api/missions';
import { explain } from '@/kernel/api/problem';
import { useConnection } from '@/kernel/connection';
import { language, t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar } from '@/ui/List';
import { toast } from '@/ui/Toast';
import { dropPhoto, keepPhoto, readPhoto, Unreadable } from './picture';

const KEY = ['me', 'photo'];

/** Who one is for clients: a face, a name, a number, and what others said. */
export function PhotoCard({ me }: { me: Me }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const chooser = useRef<HTMLInputElement>(null);
  const photo = useQuery({ queryKey: KEY, queryFn: readPhoto, staleTime: 3_600_000, enabled: me.has_photo }).data ?? null;
  const failed = (error: unknown) => void toast(error instanceof Unreadable ? t('p.photo.unreadable') : explain(error).title, { bad: true });
  const done = (kept: Blob | null) => {
    client.setQueryData(KEY, kept);
    void client.invalidateQueries({ queryKey: ['me', 'provider'] });
    toast(t(kept ? 'p.photo.kept' : 'p.photo.removed'));
  };
  const keep = useMutation({ mutationFn: keepPhoto, onSuccess: done, onError: failed });
  const drop = useMutation({ mutationFn: dropPhoto, onSuccess: () => done(null), onError: failed });
  return (
    <Card>
      <div className="row portrait">
        {photo ? <Picture photo={photo} name={t('p.photo.image', { name: me.name })} /> : <Avatar name={me.name} />}
        <span className="grow">
          <strong className="block">{me.name}</strong>
          <span className="block soft">{me.phone}</span>
          <span className="with-icon">
            <Icon name="star" size={18} />
            {me.rating === null ? t('p.no_reviews') : `${me.rating.toLocaleString(language(), { maximumFractionDigits: 1 })} · ${t('p.reviews', { count: me.rating_count })}`}
          </span>
        </span>
      </div>
      <div className="row wrap" style={{ marginTop: 12 }}>
        <Button look="second" icon="upload" busy={keep.isPending} disabled={offline} onClick={() => chooser.current?.click()}>
          {me.has_photo ? t('p.photo.change') : t('p.photo.choose')}
        </Button>
        {me.has_photo && (
          <Button look="bad-plain" icon="trash" busy={drop.isPending} disabled={offline} onClick={() => drop.mutate()}>
            {t('p.photo.remove')}
          </Button>
        )}
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        accept="image/*"
        aria-label={t('p.photo.choose')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) keep.mutate(file);
        }}
      />
    </Card>
  );
}

function Picture({ photo, name }: { photo: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(photo);
    image.current!.src = address;
    return () => URL.revokeObjectURL(address);
  }, [photo]);
  return <img ref={image} alt={name} />;
}
