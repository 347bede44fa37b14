import { VirtualClock } from './virtualClock';
import { World, randomFrom, answered } from './grid';
async function main(){
  const clock=new VirtualClock(); clock.install();
  for (const workers of [1,4,8]) for (const seed of [1,2,3]) {
  const w=new World({workers,losses:0,outage:'none',outageS:0,limit:20,beyond:answered(503)}, randomFrom(seed));
  await clock.run(60_000); const a=w.last(30);
  await clock.run(60_000); const s=w.last(60); console.log('503 beyond',workers,seed,(a.taken/20).toFixed(2),a.refusedShare.toFixed(3),'|',(s.taken/20).toFixed(2),s.refusedShare.toFixed(3),w.states().map(x=>x.allowedPerSecond.toFixed(1)).join());
  w.end(); await clock.run(2000)
  for (const beyond of [429]) { const w=new World({workers,losses:0,outage:'none',outageS:0,limit:20}, randomFrom(seed));
  await clock.run(30_000); await clock.run(90_000); const s=w.last(90); w.limit=10; await clock.run(30_000); await clock.run(90_000); const h=w.last(90); w.limit=80; await clock.run(90_000); await clock.run(30_000); const q=w.last(30);
  console.log('429 limit',workers,seed,(s.taken/20).toFixed(2),s.refusedShare.toFixed(3),'halved',(h.taken/10).toFixed(2),h.refusedShare.toFixed(3),'x8',(q.taken/80).toFixed(2),q.refusedShare.toFixed(3)); w.end(); await clock.run(2000)}
  }
  clock.uninstall();
}
void main();
