// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmReport.h"

namespace studio::jobs {

project::TakeReport takeReport(const project::TakeReport& promised, const FilmReport& film)
{
    project::TakeReport report = promised;
    if (film.render.peakDeviceBytes > 0)
        report.peakVram = film.render.peakDeviceBytes;
    if (film.render.promisedDeviceBytes > 0) { // Counted as the peak is, and planned with what was free then.
        report.promisedVram = film.render.promisedDeviceBytes;
        report.promisedRam = film.render.promisedRamBytes;
    }
    report.loadSeconds = film.readSeconds + film.render.loadSeconds;
    report.textSeconds = film.render.textSeconds;
    report.audioSeconds = film.render.audioSeconds;
    report.imageSeconds = film.render.imageSeconds;
    report.ditSeconds = film.render.ditSeconds;
    report.vaeSeconds = film.render.vaeSeconds;
    report.muxSeconds = film.muxSeconds;
    report.shortBlocks = film.render.shortBlocks;
    return report;
}

} // namespace studio::jobs
