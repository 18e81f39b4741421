// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Languages.h"

#include <QCoreApplication>
#include <QLocale>

namespace studio::ui {

Languages::Languages(QObject* parent)
    : QObject(parent)
{
}

void Languages::setLanguage(settings::Language language)
{
    m_language = language;
    const bool chinese = language == settings::Language::SimplifiedChinese
        || (language == settings::Language::System && QLocale::system().language() == QLocale::Chinese);
    const QString name = chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    if (name == m_localeName)
        return;
    m_localeName = name;
    QLocale::setDefault(QLocale(name));
    QCoreApplication::removeTranslator(&m_program);
    QCoreApplication::removeTranslator(&m_qt);
    // English has a translation too: of the plurals.
    if (m_program.load(QStringLiteral(":/i18n/studio_%1.qm").arg(name)))
        QCoreApplication::installTranslator(&m_program);
    if (chinese && m_qt.load(QStringLiteral(":/i18n/qt_zh_CN.qm")))
        QCoreApplication::installTranslator(&m_qt);
    Q_EMIT changed();
}

} // namespace studio::ui
