// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"

#include <memory>
#include <string>

namespace studio::telemetry {

// One GPU as the driver's management library tells of it. The library is opened at run time: there is nothing to link,
// and nothing missing where there is no driver.
class Nvml {
public:
    // Null where the library or the GPU isn't there.
    static std::unique_ptr<Nvml> open(unsigned index, const std::string& library);
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    // Fills in the figures of the GPU; what the driver doesn't tell is marked so.
    void read(MachineSample& sample) const;
    [[nodiscard]] const GpuInfo& info() const { return m_info; }

private:
    struct Functions;
    Nvml();

    std::unique_ptr<Functions> m_functions;
    void* m_device = nullptr;
    GpuInfo m_info;
};

} // namespace studio::telemetry
