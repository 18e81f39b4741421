// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"

#include <memory>
#include <string>

namespace studio::telemetry {

// A GPU as reported by the driver's management library. The library is opened at run time: nothing to link, and no
// error without a driver.
class Nvml {
public:
    // Null if the library or the GPU doesn't exist.
    static std::unique_ptr<Nvml> open(unsigned index, const std::string& library);
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    // Fills in the GPU's values, or why they are missing.
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
