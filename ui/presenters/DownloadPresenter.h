// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/ModelDownload.h"
#include "core/spec/ModelParts.h"

#include <QObject>

#include <vector>

namespace studio::ui {

struct WindowContext;

// When a model has been downloaded: it is looked for, and if that is wished, used and its weights prepared.
class DownloadPresenter : public QObject {
    Q_OBJECT

public:
    DownloadPresenter(const WindowContext& context, QObject* parent);

Q_SIGNALS:
    void modelChosen(const QString& id, const studio::ModelPlace& place);

private:
    void search(const std::vector<hub::DownloadedFile>& files);
    void use();
    void takeOver(const std::vector<hub::DownloadedFile>& files);
    void prepare();

    const WindowContext& m_context;
    QString m_model; // that was downloaded
    std::vector<hub::DownloadedFile> m_files; // to be used when they are found
    bool m_hasTaken = false; // them for parts of a set that had others
    QString m_toPrepare; // the model whose weights are prepared as soon as that can be done; empty: none
};

} // namespace studio::ui
