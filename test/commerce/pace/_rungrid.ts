import { VirtualClock } from './virtualClock';
import { throughOutage, World, randomFrom, answered } from './grid';
const f=(n:number)=>n.toFixed(1).padStart(6);
async function main(){
  const t0=process.cpuUsage(); const clock=new VirtualClock(); clock.install();
  const workersList=(process.env.W??'1,4').split(',').map(Number); const lossesList=(process.env.L??'0,0.1,0.3').split(',').map(Number);
  const outS=(process.env.S??'5,60').split(',').map(Number); const limits=(process.env.LIM??'0,20').split(',').map(Number);
  const kinds=(process.env.K?.split(',')??['all 503','no connection','creates 503','429','429 with Retry-After','slow']) as any[];
  for(const limit of limits) for(const workers of workersList) for(const losses of lossesList) for(const outage of kinds) for(const outageS of outS){
    const cell={workers,losses,outage,outageS,...(limit?{limit}:{})};
    const {before,during,after,states}=await throughOutage(cell,clock,Number(process.env.SEED??1));
    const rec=after.sent/before.sent;
    console.log(`${rec<0.9?'BAD':'ok '} lim ${limit} w ${workers} loss ${losses} ${String(outage).padEnd(20)} ${outageS}s: before ${f(before.sent)} (ref ${f(before.refusedShare*100)}%) during ${f(during.sent)} after ${f(after.sent)} rec ${rec.toFixed(2)} ref ${f(after.refusedShare*100)}% taken/lim ${limit?(after.taken/limit).toFixed(2):''} rates ${states.map(s=>s.allowedPerSecond.toFixed(1)).slice(0,4)}`);
  }
  clock.uninstall(); console.log('cpu',process.cpuUsage(t0).user/1e6);
}
void main();
