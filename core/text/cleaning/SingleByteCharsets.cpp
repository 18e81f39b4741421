// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning/SingleByteCharsets.h"

#include <array>
#include <unordered_map>

namespace studio::text {
namespace {

// Bytes 0x80 to 0xFF by the charsets' standards; undefined bytes become the C1 control of the same number.
constexpr std::u16string_view kWindows1252 = u"€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F"
                                             u"\u0090‘’“”•–—˜™š›œ\u009DžŸ"
                                             u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"
                                             u"°±²³´µ¶·¸¹º»¼½¾¿"
                                             u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
                                             u"ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
                                             u"àáâãäåæçèéêëìíîï"
                                             u"ðñòóôõö÷øùúûüýþÿ";
constexpr std::u16string_view kWindows1251 = u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ"
                                             u"ђ‘’“”•–—\u0098™љ›њќћџ"
                                             u"\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї"
                                             u"°±Ііґµ¶·ё№є»јЅѕї"
                                             u"АБВГДЕЖЗИЙКЛМНОП"
                                             u"РСТУФХЦЧШЩЪЫЬЭЮЯ"
                                             u"абвгдежзийклмноп"
                                             u"рстуфхцчшщъыьэюя";
constexpr std::u16string_view kWindows1250 = u"€\u0081‚\u0083„…†‡\u0088‰Š‹ŚŤŽŹ"
                                             u"\u0090‘’“”•–—\u0098™š›śťžź"
                                             u"\u00A0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00AD®Ż"
                                             u"°±˛ł´µ¶·¸ąş»Ľ˝ľż"
                                             u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ"
                                             u"ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
                                             u"ŕáâăäĺćçčéęëěíîď"
                                             u"đńňóôőö÷řůúűüýţ˙";
constexpr std::u16string_view kWindows1253 = u"€\u0081‚ƒ„…†‡\u0088‰\u008A‹\u008C\u008D\u008E\u008F"
                                             u"\u0090‘’“”•–—\u0098™\u009A›\u009C\u009D\u009E\u009F"
                                             u"\u00A0΅Ά£¤¥¦§¨©ª«¬\u00AD®―"
                                             u"°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ"
                                             u"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ"
                                             u"ΠΡÒΣΤΥΦΧΨΩΪΫάέήί"
                                             u"ΰαβγδεζηθικλμνξο"
                                             u"πρςστυφχψωϊϋόύώÿ";
constexpr std::u16string_view kWindows1254 = u"€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008D\u008E\u008F"
                                             u"\u0090‘’“”•–—˜™š›œ\u009D\u009EŸ"
                                             u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"
                                             u"°±²³´µ¶·¸¹º»¼½¾¿"
                                             u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
                                             u"ĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
                                             u"àáâãäåæçèéêëìíîï"
                                             u"ğñòóôõö÷øùúûüışÿ";
constexpr std::u16string_view kWindows1257 = u"€\u0081‚\u0083„…†‡\u0088‰\u008A‹\u008C¨ˇ¸"
                                             u"\u0090‘’“”•–—\u0098™\u009A›\u009C¯˛\u009F"
                                             u"\u00A0¡¢£¤¥¦§Ø©Ŗ«¬\u00AD®Æ"
                                             u"°±²³´µ¶·ø¹ŗ»¼½¾æ"
                                             u"ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻ"
                                             u"ŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß"
                                             u"ąįāćäåęēčéźėģķīļ"
                                             u"šńņóōõö÷ųłśūüżž˙";
constexpr std::u16string_view kLatin2
    = u"\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008A\u008B\u008C\u008D\u008E\u008F"
      u"\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009A\u009B\u009C\u009D\u009E\u009F"
      u"\u00A0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00ADŽŻ"
      u"°ą˛ł´ľśˇ¸šşťź˝žż"
      u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ"
      u"ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
      u"ŕáâăäĺćçčéęëěíîď"
      u"đńňóôőö÷řůúűüýţ˙";
constexpr std::u16string_view kMacRoman = u"ÄÅÇÉÑÖÜáàâäãåçéè"
                                          u"êëíìîïñóòôöõúùûü"
                                          u"†°¢£§•¶ß®©™´¨≠ÆØ"
                                          u"∞±≤≥¥µ∂∑∏π∫ªºΩæø"
                                          u"¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ"
                                          u"–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ"
                                          u"‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ"
                                          u"\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
constexpr std::u16string_view kCodePage437 = u"ÇüéâäàåçêëèïîìÄÅ"
                                             u"ÉæÆôöòûùÿÖÜ¢£¥₧ƒ"
                                             u"áíóúñÑªº¿⌐¬½¼¡«»"
                                             u"░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
                                             u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧"
                                             u"╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
                                             u"αßΓπΣσµτΦΘΩδ∞φε∩"
                                             u"≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

constexpr size_t kCharsets = 10;
constexpr std::array<Charset, kCharsets> kLikely{
    Charset::Latin1,      Charset::Windows1252, Charset::Windows1251, Charset::Windows1250, Charset::Windows1253,
    Charset::Windows1254, Charset::Windows1257, Charset::Latin2,      Charset::MacRoman,    Charset::CodePage437,
};

std::u16string_view upperHalf(Charset charset)
{
    switch (charset) {
    case Charset::Latin1: return {};
    case Charset::Windows1252: return kWindows1252;
    case Charset::Windows1251: return kWindows1251;
    case Charset::Windows1250: return kWindows1250;
    case Charset::Windows1253: return kWindows1253;
    case Charset::Windows1254: return kWindows1254;
    case Charset::Windows1257: return kWindows1257;
    case Charset::Latin2: return kLatin2;
    case Charset::MacRoman: return kMacRoman;
    case Charset::CodePage437: return kCodePage437;
    }
    return {};
}

using ByteOf = std::unordered_map<char32_t, uint8_t>;

const ByteOf& bytesOf(Charset charset)
{
    static const std::array<ByteOf, kCharsets> kTables = [] {
        std::array<ByteOf, kCharsets> tables;
        for (const Charset each : kLikely) {
            for (unsigned byte = 0; byte < 256; ++byte)
                tables[static_cast<size_t>(each)].emplace(decode(each, static_cast<uint8_t>(byte)), byte);
        }
        return tables;
    }();
    return kTables[static_cast<size_t>(charset)];
}

} // namespace

std::span<const Charset> likelyCharsets()
{
    return kLikely;
}

bool isSloppy(Charset charset)
{
    switch (charset) {
    case Charset::Latin1:
    case Charset::Latin2:
    case Charset::MacRoman:
    case Charset::CodePage437: return false;
    default: return true;
    }
}

char32_t decode(Charset charset, uint8_t byte)
{
    if (byte == 0x1A && isSloppy(charset))
        return U'\uFFFD';
    const std::u16string_view upper = upperHalf(charset);
    return byte < 0x80 || upper.empty() ? byte : upper[byte - 0x80U];
}

std::optional<std::string> encode(Charset charset, CharactersView text)
{
    const ByteOf& table = bytesOf(charset);
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t character : text) {
        const auto found = table.find(character);
        if (found == table.end())
            return std::nullopt;
        bytes += static_cast<char>(found->second);
    }
    return bytes;
}

} // namespace studio::text
