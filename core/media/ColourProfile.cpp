// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ColourProfile.h"

#include "core/base/Log.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <type_traits>

#include <lcms2.h>

namespace studio::media {
namespace {

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
struct FreeCurve {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;

constexpr cmsUInt32Number kIntent = INTENT_PERCEPTUAL;
constexpr std::array<double, 8> kSrgbChromaticities{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};

int inksOf(Inks inks)
{
    return inks == Inks::Grey ? 1 : inks == Inks::Cmyk ? 4 : 3;
}

cmsUInt32Number lcmsFormat(Inks inks, int alphas, int bytes)
{
    const auto space = inks == Inks::Grey ? PT_GRAY
        : inks == Inks::Rgb               ? PT_RGB
        : inks == Inks::Cmyk              ? PT_CMYK
                                          : PT_Lab;
    return COLORSPACE_SH(static_cast<cmsUInt32Number>(space)) | EXTRA_SH(static_cast<cmsUInt32Number>(alphas))
        | CHANNELS_SH(static_cast<cmsUInt32Number>(inksOf(inks))) | BYTES_SH(static_cast<cmsUInt32Number>(bytes))
        | FLAVOR_SH(inks == Inks::Cmyk ? 1U : 0U);
}

// Chromaticities of H.273's codes (table 2).
std::optional<std::array<double, 8>> chromaticitiesOf(int primaries)
{
    switch (primaries) {
    case 0:
    case 1:
    case 2: return kSrgbChromaticities; // 2: unspecified
    case 4: return std::array{0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08};
    case 5: return std::array{0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06};
    case 6:
    case 7: return std::array{0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070};
    case 9: return std::array{0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046};
    case 11: return std::array{0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    case 12: return std::array{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    default: return {};
    }
}

// Compresses linear light (1: SDR white) to the range of an SDR display.
double toneMapped(double light)
{
    constexpr double kKnee = 0.6;
    if (light <= kKnee)
        return light;
    return kKnee + (1 - kKnee) * (1 - std::exp(-(light - kKnee) / (1 - kKnee)));
}

constexpr double kWhite = 203; // cd/m2, ITU-R BT.2408

double lightOfPq(double sample) // SMPTE ST 2084
{
    constexpr double kM1 = 2610.0 / 16384;
    constexpr double kM2 = 2523.0 / 4096 * 128;
    constexpr double kC1 = 3424.0 / 4096;
    constexpr double kC2 = 2413.0 / 4096 * 32;
    constexpr double kC3 = 2392.0 / 4096 * 32;
    const double root = std::pow(sample, 1 / kM2);
    return 10000 / kWhite * std::pow(std::max(0.0, root - kC1) / (kC2 - kC3 * root), 1 / kM1);
}

double lightOfHlg(double sample) // ITU-R BT.2100, on a display of 1000 cd/m2
{
    constexpr double kA = 0.17883277;
    constexpr double kB = 1 - 4 * kA;
    const double c = 0.5 - kA * std::log(4 * kA);
    const double scene = sample <= 0.5 ? sample * sample / 3 : (std::exp((sample - c) / kA) + kB) / 12;
    return 1000 / kWhite * std::pow(scene, 1.2);
}

template<typename Light>
Curve tabulated(Light light)
{
    constexpr int kPoints = 4096;
    std::vector<float> values(kPoints);
    for (int i = 0; i < kPoints; ++i)
        values[static_cast<size_t>(i)] = static_cast<float>(toneMapped(light(static_cast<double>(i) / (kPoints - 1))));
    return Curve(cmsBuildTabulatedToneCurveFloat(nullptr, kPoints, values.data()));
}

Curve srgbCurve()
{
    const std::array<cmsFloat64Number, 5> parameters{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    return Curve(cmsBuildParametricToneCurve(nullptr, 4, parameters.data()));
}

Curve gammaCurve(double gamma)
{
    return Curve(cmsBuildGamma(nullptr, gamma));
}

// H.273, table 3. Television curves are treated as sRGB's, as browsers do.
Curve curveOf(int transfer)
{
    switch (transfer) {
    case 1:
    case 2:
    case 6:
    case 13:
    case 14:
    case 15: return srgbCurve();
    case 4: return gammaCurve(2.2);
    case 5: return gammaCurve(2.8);
    case 8: return gammaCurve(1.0);
    case 16: return tabulated(lightOfPq);
    case 17: return gammaCurve(2.6);
    case 18: return tabulated(lightOfHlg);
    default: return {};
    }
}

Profile rgbProfile(const std::array<double, 8>& xy, const Curve& curve)
{
    if (!curve)
        return {};
    const cmsCIExyY white{xy[0], xy[1], 1};
    const cmsCIExyYTRIPLE primaries{{xy[2], xy[3], 1}, {xy[4], xy[5], 1}, {xy[6], xy[7], 1}};
    const std::array<cmsToneCurve*, 3> curves{curve.get(), curve.get(), curve.get()};
    return Profile(cmsCreateRGBProfile(&white, &primaries, curves.data()));
}

Profile greyProfile(const Curve& curve)
{
    return curve ? Profile(cmsCreateGrayProfile(cmsD50_xyY(), curve.get())) : Profile();
}

void note(const std::string& text)
{
    log::warning("colours of the picture: " + text + "; they are taken as sRGB");
}

Profile profileOf(const ColourTags& tags, Inks inks)
{
    if (inks == Inks::Lab)
        return Profile(cmsCreateLab4Profile(nullptr));
    if (!tags.icc.empty()) {
        Profile profile(cmsOpenProfileFromMem(tags.icc.data(), static_cast<cmsUInt32Number>(tags.icc.size())));
        if (!profile)
            note("the colour profile is damaged");
        return profile;
    }
    if (inks == Inks::Cmyk || (tags.transfer == 0 && tags.gamma == 0))
        return {};
    const Curve curve = tags.transfer != 0 ? curveOf(tags.transfer) : gammaCurve(tags.gamma);
    const auto xy = tags.chromaticities[1] > 0 ? tags.chromaticities : chromaticitiesOf(tags.primaries);
    if (!curve || !xy) {
        note("unknown codes " + std::to_string(tags.primaries) + " and " + std::to_string(tags.transfer));
        return {};
    }
    return inks == Inks::Grey ? greyProfile(curve) : rgbProfile(*xy, curve);
}

// The inks of a profile; nullopt for profiles of other kinds than pictures'.
std::optional<Inks> inksOf(const Profile& profile)
{
    switch (cmsGetDeviceClass(profile.get())) {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass: break;
    default: return {};
    }
    switch (cmsGetColorSpace(profile.get())) {
    case cmsSigGrayData: return Inks::Grey;
    case cmsSigRgbData: return Inks::Rgb;
    case cmsSigCmykData: return Inks::Cmyk;
    case cmsSigLabData: return Inks::Lab;
    default: return {};
    }
}

Transform transformOf(const Profile& profile, cmsUInt32Number format)
{
    const Profile srgb(cmsCreate_sRGBProfile());
    return Transform(
        cmsCreateTransform(profile.get(), format, srgb.get(), TYPE_RGB_8, kIntent, cmsFLAGS_HIGHRESPRECALC));
}

// Whether the profile leaves grey or RGB samples unchanged. Common sRGB profiles differ by up to 2 levels of rounding.
bool changesNothing(const Profile& profile, Inks inks)
{
    if (inks != Inks::Grey && inks != Inks::Rgb)
        return false;
    std::vector<uint8_t> samples; // RGB
    for (int level = 0; level < 256; ++level)
        samples.insert(samples.end(), 3, static_cast<uint8_t>(level));
    if (inks == Inks::Rgb) {
        for (int i = 0; i < 17 * 17 * 17; ++i) {
            for (const int step : {i / (17 * 17), i / 17 % 17, i % 17})
                samples.push_back(static_cast<uint8_t>(std::min(255, 16 * step)));
        }
    }
    const Transform transform = transformOf(profile, inks == Inks::Grey ? TYPE_GRAY_8 : TYPE_RGB_8);
    if (!transform)
        return false;
    std::vector<uint8_t> input = samples;
    if (inks == Inks::Grey) {
        for (size_t i = 0; i < 256; ++i)
            input[i] = static_cast<uint8_t>(i);
    }
    std::vector<uint8_t> output(samples.size());
    cmsDoTransform(transform.get(), input.data(), output.data(), static_cast<cmsUInt32Number>(samples.size() / 3));
    return std::equal(samples.begin(), samples.end(), output.begin(),
                      [](int before, int after) { return std::abs(before - after) <= 2; });
}

// Grey samples, with their alpha, to RGB.
template<typename Sample>
void spread(const Sample* grey, size_t step, Sample* rgb, size_t count)
{
    for (size_t i = 0; i < count; ++i, grey += step)
        rgb = std::fill_n(rgb, 3, *grey);
}

} // namespace

int SampleLayout::channels() const
{
    return inksOf(inks) + alphas;
}

struct ToSrgb::State {
    Transform transform;
    SampleLayout layout;
    bool greyAsRgb = false; // an RGB profile on a grey picture: grey is equal red, green and blue
    std::vector<uint16_t> row;
};

std::optional<ToSrgb> ToSrgb::make(const ColourTags& tags, const SampleLayout& layout)
{
    const Profile profile = profileOf(tags, layout.inks);
    if (!profile)
        return {};
    const std::optional<Inks> inks = layout.inks == Inks::Lab ? Inks::Lab : inksOf(profile);
    const bool greyAsRgb = layout.inks == Inks::Grey && inks == Inks::Rgb;
    if (!greyAsRgb && inks != layout.inks) {
        note("the colour profile is for other inks than the file's");
        return {};
    }
    if (changesNothing(profile, *inks))
        return {};
    auto state = std::make_shared<State>();
    state->layout = layout;
    state->greyAsRgb = greyAsRgb;
    state->transform = transformOf(
        profile, greyAsRgb ? lcmsFormat(*inks, 0, layout.bytes) : lcmsFormat(*inks, layout.alphas, layout.bytes));
    if (!state->transform) {
        note("the colour profile can't be used");
        return {};
    }
    ToSrgb made;
    made.m_state = std::move(state);
    return made;
}

void ToSrgb::convert(const uint8_t* samples, uint8_t* rgb, size_t count) const
{
    State& state = *m_state;
    const void* from = samples;
    if (state.greyAsRgb) {
        state.row.resize(3 * count);
        const auto step = static_cast<size_t>(state.layout.channels());
        if (state.layout.bytes == 2)
            spread(reinterpret_cast<const uint16_t*>(samples), step, state.row.data(), count);
        else
            spread(samples, step, reinterpret_cast<uint8_t*>(state.row.data()), count);
        from = state.row.data();
    }
    cmsDoTransform(state.transform.get(), from, rgb, static_cast<cmsUInt32Number>(count));
}

} // namespace studio::media
