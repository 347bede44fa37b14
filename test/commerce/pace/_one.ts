import { VirtualClock } from './virtualClock';
import { World, randomFrom } from './grid';
async function main(){
  const clock=new VirtualClock(); clock.install();
  const cell=JSON.parse(process.argv[2]!);
  const w=new World(cell, randomFrom(1));
  await clock.run(60_000); w.outage=cell.outage;
  for(let t=0;t<cell.outageS;t+=cell.step??5){await clock.run((cell.step??5)*1000); console.log('in ',t,JSON.stringify(w.states()[0]), JSON.stringify((w as any).paces[0].rate))}
  w.outage='none';
  for(let t=0;t<40;t+=2){await clock.run(2000); const s=w.states()[0]; const r=(w as any).paces[0].rate; console.log('aft',t,s.allowedPerSecond.toFixed(2),s.waiting,s.reason,JSON.stringify({ceiling:r.ceiling,depth:r.depth,cl:r.climbedMs,cuts:r.cuts,tr:r.isInTrouble,best:r.best,f:(w as any).paces[0].failures.trial}))}
  w.end(); clock.uninstall();
}
void main();
