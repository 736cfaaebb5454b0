import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { usePicture } from '@/kernel/api/picture';
import { explain } from '@/kernel/api/problem';
import type { RequestDetail, RequestPhoto } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { UnreadablePicture } from '@/kernel/picture';
import { requestsChanged } from '@/entities/request/live';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { sendPhoto } from './photos';

/** Pictures of the problem, of before and of after; the staff may add some of the problem. */
export function PhotosCard({ request, mayWrite }: { request: RequestDetail; mayWrite: boolean }) {
  const client = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const offline = useConnection().state === 'offline';
  const [open, setOpen] = useState<RequestPhoto | null>(null);
  const add = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) await sendPhoto(request.id, file, 'problem');
    },
    onError: (error) => toast(error instanceof UnreadablePicture ? t('requests.photo_unreadable') : explain(error).title, { bad: true }),
    onSettled: () => requestsChanged(client),
  });
  const { photos } = request;
  if (!photos.length && !mayWrite) return null;
  return (
    <Card title={t('requests.photos')}>
      <div className="stack">
        {photos.length > 0 && (
          <ul className="photos">
            {photos.map((photo) => (
              <li key={photo.id}>
                <button type="button" disabled={!photo.is_whole} onClick={() => setOpen(photo)}>
                  {photo.is_whole ? <Photo id={request.id} photo={photo} /> : <span className="soft">{t('requests.photo_coming')}</span>}
                  <span>{t(`requests.photo.${photo.kind}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {mayWrite && (
          <div className="row">
            <Button look="second" icon="upload" busy={add.isPending} disabled={offline} onClick={() => chooser.current?.click()}>
              {t('requests.add_photo')}
            </Button>
            <input
              ref={chooser}
              type="file"
              hidden
              multiple
              accept="image/*"
              aria-label={t('requests.add_photo')}
              onChange={(event) => {
                const files = [...(event.target.files ?? [])];
                event.target.value = '';
                if (files.length) add.mutate(files);
              }}
            />
          </div>
        )}
      </div>
      {open && (
        <Dialog title={t(`requests.photo.${open.kind}`)} onClose={() => setOpen(null)}>
          <div className="stack">
            <Photo id={request.id} photo={open} whole />
            {open.taken_at && <p className="soft">{t('requests.photo_taken', { when: date(open.taken_at, 'full') })}</p>}
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function Photo({ id, photo, whole }: { id: string; photo: RequestPhoto; whole?: boolean }) {
  const { image, blob, failed } = usePicture(`/api/v1/requests/${id}/photos/${photo.id}`);
  if (failed || blob === null) return <span className="soft">{t('requests.photo_missing')}</span>;
  return (
    <>
      {!blob && <Skeleton height={120} />}
      <img ref={image} hidden={!blob} className={whole ? 'whole' : undefined} alt={t(`requests.photo.${photo.kind}`)} />
    </>
  );
}
