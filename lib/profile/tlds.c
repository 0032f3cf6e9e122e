/* Top-level domains of the root zone: all of countries, and the generic ones that are in use. */
#include "profile/recogniser.h"

enum { MOST_TLD = 24 };

/* All of two letters: a bit for the second one in the word of the first. */
static const char countries[] =
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw "
    "by bz "
    "ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj "
    "fk fm "
    "fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq "
    "ir is "
    "it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk "
    "ml mm "
    "mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm "
    "pn pr "
    "ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td "
    "tf tg "
    "th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ";

static const char generic[] =
    " academy accountant accountants actor adult aero africa agency airforce amsterdam apartments app archi "
    "army "
    "arpa art asia associates attorney auction audio auto autos baby band bank bar barcelona bargains "
    "basketball "
    "beauty beer berlin best bet bible bid bike bingo bio biz black blackfriday blog blue boats bond boo "
    "book "
    "boston boutique box broadway broker brussels build builders business buzz cab cafe cam camera camp "
    "capetown "
    "capital car cards care career careers cars casa cash casino cat catering catholic center ceo charity "
    "chat "
    "cheap christmas church city claims cleaning click clinic clothing cloud club coach codes coffee college "
    "cologne com community company computer condos construction consulting contact contractors cooking cool "
    "coop "
    "corsica country coupons courses credit creditcard cricket cruises cymru dance date dating day deals "
    "degree "
    "delivery democrat dental dentist desi design dev diamonds diet digital direct directory discount doctor "
    "dog "
    "domains download durban earth eco edu education email energy engineer engineering enterprises equipment "
    "esq "
    "estate eus events exchange expert exposed express fail faith family fan fans farm fashion feedback film "
    "finance financial fish fishing fit fitness flights florist flowers food football forsale forum "
    "foundation "
    "frl fun fund furniture futbol fyi gallery game games garden gay gent gift gifts gives glass global gmbh "
    "gold "
    "golf gov graphics gratis green gripe group guide guitars guru hair hamburg haus health healthcare help "
    "hiphop hiv hockey holdings holiday homes horse hospital host hosting hotel house how icu immo "
    "immobilien "
    "inc industries info ink institute insure int international investments irish istanbul jetzt jewelry "
    "jobs "
    "joburg juegos kaufen kids kim kitchen kiwi koeln krd kyoto land lat law lawyer lease legal lgbt life "
    "lighting limited limo link live llc loan loans lol london lotto love ltd luxe luxury madrid maison "
    "makeup "
    "management market marketing markets mba media melbourne meme memorial men menu miami mil mobi moda moe "
    "mom "
    "money monster mortgage moscow motorcycles mov movie museum music nagoya name navy net network new news "
    "ngo "
    "ninja nrw nyc observer okinawa one ong onl online ooo org organic osaka paris partners parts party pet "
    "phd "
    "photo photography photos physio pics pictures pink pizza place plumbing plus poker porn post press pro "
    "productions prof promo properties property pub qpon quebec quest racing radio realestate realtor "
    "recipes red "
    "rehab reise reisen rent rentals repair report republican rest restaurant review reviews rich rip rocks "
    "rodeo "
    "rsvp rugby ruhr run saarland salon sale sarl school schule science scot security services sexy shiksha "
    "shoes "
    "shop shopping show singles site ski skin soccer social software solar solutions soy space spa sport "
    "storage "
    "store stream studio study style sucks supplies supply support surf surgery swiss sydney systems taipei "
    "tattoo tax taxi team tech technology tel tennis theater theatre tickets tienda tips tires tirol today "
    "tokyo "
    "tools top tours town toys trade trading training travel tube university uno vacations vegas ventures "
    "vet "
    "viajes video villas vin vip vision vlaanderen vodka vote voting voto voyage wales wang watch watches "
    "webcam "
    "website wed wedding whoswho wien wiki win wine work works world wtf xin xxx xyz yachts yoga yokohama "
    "you "
    "zone zuerich zip ";

bool aift__is_tld(const char *name, size_t size)
{
    char word[MOST_TLD + 3];
    if (size < 2 || size > MOST_TLD)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!aift__is_letter(name[i]))
            return false;
        word[i + 1] = aift__lower(name[i]);
    }
    word[0] = ' ';
    word[size + 1] = ' ';
    word[size + 2] = '\0';
    if (size > 2)
        return strstr(generic, word) != NULL;
    for (const char *code = countries; *code; code += 3)
        if (code[0] == word[1] && code[1] == word[2])
            return true;
    return false;
}
