// A CPU's model name, word by word: words of the allow-list, product numbers (which hold a digit) and clock rates stay;
// anything else, such as a hand-written tag or a name somebody put there, is left out.

const WORDS: ReadonlySet<string> = new Set(
  `@ + / - (R) (TM) (tm) (r) CPU Processor processor APU SoC Dual Dual-Core Quad Quad-Core Triple-Core Six-Core
  Eight-Core 12-Core 16-Core Core Cores Genuine Intel Intel(R) INTEL INTEL(R) GenuineIntel AMD AMD(R) AuthenticAMD
  Hygon Zhaoxin VIA Centaur Common KVM processor QEMU Virtual TCG version Xeon Xeon(R) XEON XEON(R) XEON(TM) Xeon(TM)
  Core(TM) Core(TM)2 Core2 Duo Extreme Solo Pentium Pentium(R) Pentium(TM) Celeron Celeron(R) Atom Atom(TM) Itanium
  Itanium(R) Phi Phi(TM) Bronze Silver Gold Platinum Max Ultra Mobile Platform Edition Series Family family with
  Radeon Radeon(tm) Radeon(TM) Graphics Vega HD Technology technology Opteron Opteron(tm) Opteron(TM) Phenom Phenom(tm)
  Athlon Athlon(tm) Athlon(TM) Turion Turion(tm) Sempron Sempron(tm) FX FX(tm) Ryzen Threadripper PRO EPYC EPYC(tm)
  Embedded Mobile Eng Sample Engineering Nehalem Westmere Sandy SandyBridge Ivy IvyBridge Bridge Haswell Broadwell
  Skylake Skylake-Server Cascadelake Cascadelake-Server Cooperlake Icelake Icelake-Server SapphireRapids Penryn
  Conroe Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 EPYC-Rome EPYC-Milan EPYC-Genoa Client Server IBRS IBPB
  TSX no update ARM ARMv6-compatible ARMv7 ARMv8 Cortex Neoverse Neoverse-N1 Neoverse-N2 Neoverse-V1 Neoverse-V2 rev
  Apple Ampere Ampere(R) Altra Altra(R) eMAG Qualcomm Snapdragon Elite Cavium ThunderX ThunderX2 Graviton Graviton2
  Graviton3 Graviton4 Cobalt Axion Kunpeng Phytium Loongson POWER POWER7 POWER8 POWER9 POWER10 architected altivec
  supported RISC-V II III Nano Eden C7 Unknown unknown Ghz GHz MHz Lake i3 i5 i7 i9 E L M N S T U X Y W v`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A product number (`E5-2670`, `i7-4930K`, `0`, `v2`), a clock rate (`3.40GHz`) or a core count (`64-Core`). */
const NUMBER_WORD =
  /^(?:[A-Za-z]{1,3}-?)?\d[0-9A-Z]{0,6}[a-z]?$|^[A-Za-z]{1,2}\d?-\d[0-9A-Z]{2,6}$|^\d{1,2}\.\d{1,2}(?:GHz|Ghz)$|^\d{1,4}-Core$|^\d{1,2}(?:\.\d{1,2}){1,2}\+?$/;

/** All of the above as text: part of what every released format decides by, so the gate holds it to a digest. */
export const CPU_NAME_RULES = `${[...WORDS].sort().join(' ')}\n${NUMBER_WORD.source}`;

export const MAX_CPU_NAME = 64;

export function isKnownCpuWord(word: string): boolean {
  return WORDS.has(word) || NUMBER_WORD.test(word);
}

/** The publishable part of a model name; empty when nothing of it is known. */
export function cleanCpuName(raw: string): string {
  let name = '';
  for (const word of raw.trim().split(/\s+/)) {
    const mayBegin = name !== '' || /^[A-Za-z0-9]/.test(word);
    const longer = name === '' ? word : `${name} ${word}`;
    if (mayBegin && isKnownCpuWord(word) && longer.length <= MAX_CPU_NAME) name = longer;
  }
  return name;
}
