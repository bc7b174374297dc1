/** What the countries' data lacks: about how many people live there, and what their flags look like. By ISO code. */

/** Millions, rounded so that they stay true for years. */
export const populations: Readonly<Record<string, number>> = Object.fromEntries(
  'CHN 1400,IND 1400,USA 340,IDN 280,PAK 240,NGA 230,BRA 210,BGD 170,RUS 145,ETH 130,MEX 130,JPN 124,PHL 115,EGY 115,COD 105,VNM 100,IRN 90,TUR 85,DEU 84,THA 70,GBR 68,FRA 68,TZA 67,ZAF 63,ITA 59,KEN 55,MMR 54,KOR 52,COL 52,SDN 50,UGA 49,ESP 48,ARG 46,DZA 46,IRQ 45,AFG 42,CAN 40,POL 38,MAR 38,AGO 37,UZB 36,SAU 35,MYS 35,PER 34,GHA 34,NPL 30,VEN 28,AUS 27,PRK 26,LKA 22,KAZ 20,CHL 20,ROU 19,NLD 18,ECU 18,GTM 18,SEN 18,KHM 17,ZWE 16,RWA 14,BOL 12,HTI 12,TUN 12,BEL 12,JOR 11,DOM 11,CZE 11,CUB 10,PRT 10.5,SWE 10.5,GRC 10.5,HUN 9.6,AUT 9,CHE 9,SRB 6.6,BGR 6.5,PRY 7,NIC 7,DNK 6,SGP 6,SLV 6,FIN 5.6,NOR 5.6,SVK 5.4,IRL 5.3,NZL 5.2,CRI 5,PAN 4.5,HRV 3.9,MNG 3.5,URY 3.5,ALB 2.8,JAM 2.8,LTU 2.9,SVN 2.1,LVA 1.9,EST 1.4,CYP 1.3,LUX 0.7,MLT 0.55,ISL 0.4'
    .split(',')
    .map((entry) => {
      const [code = '', millions = ''] = entry.split(' ')
      return [code, Number(millions)]
    }),
)

/** Millions within the city itself, rounded. */
export const cityPopulations: Readonly<Record<string, number>> = {
  london: 9,
  paris: 2,
  berlin: 3.8,
  hamburg: 1.9,
  munich: 1.5,
  cologne: 1.1,
  rome: 2.8,
  milan: 1.4,
  madrid: 3.3,
  barcelona: 1.6,
  vienna: 2,
  tokyo: 14,
  moscow: 13,
  istanbul: 15.5,
  'new york': 8.3,
  'los angeles': 3.9,
  chicago: 2.7,
  lima: 10,
  amsterdam: 0.9,
  prague: 1.3,
  warsaw: 1.8,
  budapest: 1.7,
}

/** Fit to follow "is". */
export const flags: Readonly<Record<string, string>> = {
  ITA: 'green, white and red, in upright stripes',
  DEU: 'black, red and gold, in stripes',
  FRA: 'blue, white and red, in upright stripes',
  ESP: 'red and yellow, with a coat of arms',
  GBR: 'blue with red and white crosses, the Union Jack',
  USA: 'thirteen red and white stripes, and fifty white stars on blue',
  NLD: 'red, white and blue, in stripes',
  BEL: 'black, yellow and red, in upright stripes',
  LUX: 'red, white and light blue, in stripes',
  AUT: 'red, white and red, in stripes',
  CHE: 'red with a white cross, and square',
  SWE: 'blue with a yellow cross',
  NOR: 'red with a blue cross edged in white',
  DNK: 'red with a white cross',
  FIN: 'white with a blue cross',
  ISL: 'blue with a red cross edged in white',
  POL: 'white and red, in stripes',
  PRT: 'green and red, with a coat of arms',
  IRL: 'green, white and orange, in upright stripes',
  JPN: 'white with a red disc, the sun',
  CHN: 'red with five yellow stars',
  KOR: 'white with a red and blue circle and black bars',
  CAN: 'red and white, with a red maple leaf',
  BRA: 'green with a yellow diamond and a blue globe of stars',
  ARG: 'light blue and white, in stripes, with a sun',
  MEX: 'green, white and red, in upright stripes, with an eagle and a snake',
  RUS: 'white, blue and red, in stripes',
  UKR: 'blue above yellow',
  TUR: 'red with a white crescent and star',
  GRC: 'blue and white stripes, with a white cross in the corner',
  IND: 'orange, white and green, in stripes, with a blue wheel',
  HUN: 'red, white and green, in stripes',
  CZE: 'white and red, with a blue wedge',
  ROU: 'blue, yellow and red, in upright stripes',
  BGR: 'white, green and red, in stripes',
  EST: 'blue, black and white, in stripes',
  LTU: 'yellow, green and red, in stripes',
  LVA: 'dark red with a white stripe',
  EGY: 'red, white and black, in stripes, with an eagle',
  MAR: 'red with a green star',
  NGA: 'green, white and green, in upright stripes',
  JAM: 'black, green and gold',
  AUS: 'blue with the Union Jack and white stars',
  NZL: 'blue with the Union Jack and four red stars',
  VNM: 'red with a yellow star',
  THA: 'red, white and blue, in stripes',
  CHL: 'white and red, with a white star on blue',
  COL: 'yellow, blue and red, in stripes',
  PER: 'red, white and red, in upright stripes',
}
